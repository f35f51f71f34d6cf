/**
 * The names of AWS's services that can be trusted: `<name>.amazonaws.com`, or `<part>.<name>.amazonaws.com`. Source: the endpoints in
 * AWS's service models (botocore 1.43.11), the services with service-linked roles, and principals in AWS's documentation.
 */
export const serviceNames: ReadonlySet<string> = new Set(
  `
  access-analyzer accessanalyzer account account-management acm acm-pca aco-automation agreement-marketplace
  aidevops aiops airflow airflow-env airflow-serverless amp amplify amplifybackend amplifyuibuilder aoss
  apidestinations apigateway apigatewaymanagementapi apigatewayv2 app-integrations appconfig appconfigdata
  appfabric appflow appintegrations application-autoscaling application-cost-profiler application-insights
  application-signals applicationcostprofiler applicationinsights appmesh apprunner appstream appstream2 appsync
  aps arc-region-switch arc-zonal-shift artifact athena auditmanager autoscaling autoscaling-plans
  aws-artifact-account-sync aws-marketplace awsssoportal b2bi backup backup-gateway backup-search backupsearch
  batch bcm-dashboards bcm-data-exports bcm-pricing-calculator bcm-recommended-actions bedrock bedrock-agent
  bedrock-agent-runtime bedrock-agentcore bedrock-agentcore-control bedrock-data-automation
  bedrock-data-automation-runtime bedrock-runtime billing billingconductor braket budgets bugbust build cases
  cassandra cassandra-streams ce chatbot chime chime-sdk-identity chime-sdk-media-pipelines chime-sdk-meetings
  chime-sdk-messaging chime-sdk-voice cleanrooms cleanrooms-ml cleanroomsml cloud9 cloudcontrol cloudcontrolapi
  clouddirectory cloudformation cloudfront cloudfront-keyvaluestore cloudhsm cloudhsmv2 cloudsearch
  cloudsearchdomain cloudtrail cloudtrail-data cloudwatch cloudwatch-crossaccount codeartifact codebuild
  codecatalyst codecommit codeconnections codedeploy codeguru-profiler codeguru-reviewer codeguru-security
  codeguruprofiler codepipeline codestar codestar-connections codestar-notifications cognito-identity cognito-idp
  cognito-sync comprehend comprehendmedical compute-optimizer compute-optimizer-automation config connect
  connect-campaigns connect-contact-lens connectcampaigns connectcampaignsv2 connectcases connecthealth
  connectparticipant contact-lens continuousexport controlcatalog controltower cost-optimization-hub credentials
  cur customer-profiles databrew dataexchange datapipeline datasync datazone dax deadline delivery
  deployment-marketplace detective devicefarm devops-agent devops-guru directconnect directoryservice discovery
  discovery-marketplace dlm dms dms-fleet-advisor docdb docdb-elastic drs ds ds-data dsql dynamodb dynamodbstreams
  ebs ec2 ec2-instance-connect ec2fleet ec2scheduled ecr ecr-public ecs ecs-tasks edgelambda efs eks eks-auth
  eks-connector eks-fargate eks-fargate-pods eks-nodegroup elasticache elasticbeanstalk elasticfilesystem
  elasticloadbalancing elasticmapreduce elb elbv2 elemental-inference elementalinference email emr emr-containers
  emr-serverless emrwal entityresolution es events evs execute-api export finspace finspace-api finspace-data
  firehose fis fms forecast forecastquery frauddetector freertos freetier fsx gamelift gameliftstreams geo
  geo-maps geo-places geo-routes glacier globalaccelerator glue grafana greengrass greengrassv2 groundstation
  guardduty health health-agent healthlake iam identity-chime identitystore imagebuilder importexport inspector
  inspector-scan inspector2 interconnect internetmonitor invoicing iot iot-data iot-jobs-data
  iot-managed-integrations iotdata iotdeviceadvisor iotevents iotevents-data ioteventsdata iotfleetwise
  iotmanagedintegrations iotsecuretunneling iotsitewise iotthingsgraph iottwinmaker iotwireless ipam ivs
  ivs-realtime ivschat ivsrealtime jellyfish kafka kafkaconnect kendra kendra-ranking keyspaces keyspacesstreams
  kinesis kinesis-video-archived-media kinesis-video-media kinesis-video-signaling kinesis-video-webrtc-storage
  kinesisanalytics kinesisanalyticsv2 kinesisvideo kms lakeformation lambda launch-wizard launchwizard lex
  lex-models lex-runtime lexv2 lexv2-models lexv2-runtime license-manager license-manager-linux-subscriptions
  license-manager-user-subscriptions lightsail location logger logs lookoutequipment m2 machinelearning macie
  macie2 mail-manager mailmanager managedblockchain managedblockchain-query managedservices management marketplace
  marketplace-agreement marketplace-catalog marketplace-deployment marketplace-discovery marketplace-entitlement
  marketplace-reporting marketplacecommerceanalytics media-pipelines-chime mediaconnect mediaconvert medialive
  mediapackage mediapackage-vod mediapackagev2 mediastore mediastore-data mediatailor medical-imaging
  meetings-chime memory-db memorydb messaging-chime meteringmarketplace mgh mgn migration-hub-refactor-spaces
  migrationhub-config migrationhub-orchestrator migrationhub-strategy migrationhuborchestrator
  migrationhubstrategy mobiletargeting models-v2-lex monitoring mpa mq mturk mturk-requester mwaa mwaa-serverless
  neptune neptune-db neptune-graph neptunedata network-firewall networkflowmonitor networkmanager networkmonitor
  nimble notifications notifications-contacts notificationscontacts nova-act oam observabilityadmin odb oidc omics
  opensearch opensearchserverless opensearchservice ops-insights opsworks opsworks-cm organizations osis outposts
  panorama partnercentral-account partnercentral-benefits partnercentral-channel partnercentral-selling
  payment-cryptography payment-cryptography-data pca-connector-ad pca-connector-scep pcs personalize
  personalize-events personalize-runtime pi pinpoint pinpoint-email pinpoint-sms-voice pinpoint-sms-voice-v2 pipes
  polly preprod pricing profile proton qapps qbusiness qconnect qldb quicksight ram rbin rds rds-data redshift
  redshift-data redshift-serverless refactor-spaces rekognition replication reporting-marketplace repostspace
  resiliencehub resource-explorer-2 resource-groups resourcegroupstaggingapi robomaker rolesanywhere route53
  route53-recovery-cluster route53-recovery-control-config route53-recovery-readiness route53domains
  route53globalresolver route53profiles route53resolver rtbfabric rum s3 s3-control s3-outposts s3control s3files
  s3outposts s3tables s3vectors sagemaker sagemaker-a2i-runtime sagemaker-edge sagemaker-featurestore-runtime
  sagemaker-geospatial sagemaker-metrics sagemaker-runtime savingsplans scheduler schemas scn sdb secretsmanager
  security-ir securityagent securityhub securitylake serverlessrepo service-quotas servicecatalog
  servicecatalog-appregistry servicediscovery servicequotas ses sesv2 shield signer signer-data signin simpledbv2
  simspaceweaver sms sms-voice snow-device-management snowball sns social-messaging socialmessaging spot spotfleet
  sqs ssm ssm-contacts ssm-guiconnect ssm-incidents ssm-quicksetup ssm-sap sso sso-admin sso-oauth sso-oidc states
  stepfunctions storagegateway sts sumerian supplychain support support-app supportapp sustainability swf
  synthetics tagging tagpolicies tasks tax taxsettings textract thinclient thinkbox timestream timestream-influxdb
  timestream-query timestream-write tnb transcribe transfer transitgateway translate trustedadvisor tts uxc
  verifiedpermissions vmie voice-chime voice-id voiceconnector voiceid vpc-flow-logs vpc-lattice waf waf-regional
  wafv2 wam wellarchitected wickr wisdom workdocs worklink workmail workmailmessageflow workspaces
  workspaces-instances workspaces-thin-client workspaces-web xray
  `
    .trim()
    .split(/\s+/),
);
