/** A service-linked role of an AWS service. */
export interface ServiceLinkedRole {
  readonly roleName: string;
  /** The name of the policy of AWS that is attached to it, below the path `/aws-service-role/`. */
  readonly policy: string;
  /** Whether a service can have several roles, each with a suffix. */
  readonly hasSuffix?: true;
}

/** Service-linked roles by service (AWS-recorded, 2025-03). */
export const serviceLinkedRoles: Readonly<Record<string, ServiceLinkedRole>> = {
  "accountdiscovery.ssm.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonSSM_AccountDiscovery",
    policy: "AWSSystemsManagerAccountDiscoveryServicePolicy",
  },
  "acm.amazonaws.com": {
    roleName: "AWSServiceRoleForCertificateManager",
    policy: "CertificateManagerServiceRolePolicy",
  },
  "appmesh.amazonaws.com": { roleName: "AWSServiceRoleForAppMesh", policy: "AWSAppMeshServiceRolePolicy" },
  "autoscaling-plans.amazonaws.com": {
    roleName: "AWSServiceRoleForAutoScalingPlans_EC2AutoScaling",
    policy: "AWSAutoScalingPlansEC2AutoScalingPolicy",
  },
  "autoscaling.amazonaws.com": {
    roleName: "AWSServiceRoleForAutoScaling",
    policy: "AutoScalingServiceRolePolicy",
    hasSuffix: true,
  },
  "backup.amazonaws.com": { roleName: "AWSServiceRoleForBackup", policy: "AWSBackupServiceLinkedRolePolicyForBackup" },
  "batch.amazonaws.com": { roleName: "AWSServiceRoleForBatch", policy: "BatchServiceRolePolicy" },
  "cassandra.application-autoscaling.amazonaws.com": {
    roleName: "AWSServiceRoleForApplicationAutoScaling_CassandraTable",
    policy: "AWSApplicationAutoscalingCassandraTablePolicy",
  },
  "cks.kms.amazonaws.com": {
    roleName: "AWSServiceRoleForKeyManagementServiceCustomKeyStores",
    policy: "AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy",
  },
  "cloudtrail.amazonaws.com": { roleName: "AWSServiceRoleForCloudTrail", policy: "CloudTrailServiceRolePolicy" },
  "codestar-notifications.amazonaws.com": {
    roleName: "AWSServiceRoleForCodeStarNotifications",
    policy: "AWSCodeStarNotificationsServiceRolePolicy",
  },
  "config.amazonaws.com": { roleName: "AWSServiceRoleForConfig", policy: "AWSConfigServiceRolePolicy" },
  "connect.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonConnect",
    policy: "AmazonConnectServiceLinkedRolePolicy",
    hasSuffix: true,
  },
  "dms-fleet-advisor.amazonaws.com": {
    roleName: "AWSServiceRoleForDMSFleetAdvisor",
    policy: "AWSDMSFleetAdvisorServiceRolePolicy",
  },
  "dms.amazonaws.com": { roleName: "AWSServiceRoleForDMSServerless", policy: "AWSDMSServerlessServiceRolePolicy" },
  "docdb-elastic.amazonaws.com": {
    roleName: "AWSServiceRoleForDocDB-Elastic",
    policy: "AmazonDocDB-ElasticServiceRolePolicy",
  },
  "ec2-instance-connect.amazonaws.com": {
    roleName: "AWSServiceRoleForEc2InstanceConnect",
    policy: "Ec2InstanceConnectEndpoint",
  },
  "ec2.application-autoscaling.amazonaws.com": {
    roleName: "AWSServiceRoleForApplicationAutoScaling_EC2SpotFleetRequest",
    policy: "AWSApplicationAutoscalingEC2SpotFleetRequestPolicy",
  },
  "ecr.amazonaws.com": { roleName: "AWSServiceRoleForECRTemplate", policy: "ECRTemplateServiceRolePolicy" },
  "ecs.amazonaws.com": { roleName: "AWSServiceRoleForECS", policy: "AmazonECSServiceRolePolicy" },
  "eks-connector.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonEKSConnector",
    policy: "AmazonEKSConnectorServiceRolePolicy",
  },
  "eks-fargate.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonEKSForFargate",
    policy: "AmazonEKSForFargateServiceRolePolicy",
  },
  "eks-nodegroup.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonEKSNodegroup",
    policy: "AWSServiceRoleForAmazonEKSNodegroup",
  },
  "eks.amazonaws.com": { roleName: "AWSServiceRoleForAmazonEKS", policy: "AmazonEKSServiceRolePolicy" },
  "elasticache.amazonaws.com": { roleName: "AWSServiceRoleForElastiCache", policy: "ElastiCacheServiceRolePolicy" },
  "elasticbeanstalk.amazonaws.com": {
    roleName: "AWSServiceRoleForElasticBeanstalk",
    policy: "AWSElasticBeanstalkServiceRolePolicy",
  },
  "elasticfilesystem.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonElasticFileSystem",
    policy: "AmazonElasticFileSystemServiceRolePolicy",
  },
  "elasticloadbalancing.amazonaws.com": {
    roleName: "AWSServiceRoleForElasticLoadBalancing",
    policy: "AWSElasticLoadBalancingServiceRolePolicy",
  },
  "email.cognito-idp.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonCognitoIdpEmailService",
    policy: "AmazonCognitoIdpEmailServiceRolePolicy",
  },
  "emr-containers.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonEMRContainers",
    policy: "AmazonEMRContainersServiceRolePolicy",
  },
  "emrwal.amazonaws.com": { roleName: "AWSServiceRoleForEMRWAL", policy: "EMRDescribeClusterPolicyForEMRWAL" },
  "fis.amazonaws.com": { roleName: "AWSServiceRoleForFIS", policy: "AmazonFISServiceRolePolicy" },
  "grafana.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonGrafana",
    policy: "AmazonGrafanaServiceLinkedRolePolicy",
  },
  "imagebuilder.amazonaws.com": { roleName: "AWSServiceRoleForImageBuilder", policy: "AWSServiceRoleForImageBuilder" },
  "iotmanagedintegrations.amazonaws.com": {
    roleName: "AWSServiceRoleForIoTManagedIntegrations",
    policy: "AWSIoTManagedIntegrationsRolePolicy",
  },
  "kafka.amazonaws.com": { roleName: "AWSServiceRoleForKafka", policy: "KafkaServiceRolePolicy" },
  "kafkaconnect.amazonaws.com": { roleName: "AWSServiceRoleForKafkaConnect", policy: "KafkaConnectServiceRolePolicy" },
  "lakeformation.amazonaws.com": {
    roleName: "AWSServiceRoleForLakeFormationDataAccess",
    policy: "LakeFormationDataAccessServiceRolePolicy",
  },
  "lex.amazonaws.com": { roleName: "AWSServiceRoleForLexBots", policy: "AmazonLexBotPolicy" },
  "lexv2.amazonaws.com": { roleName: "AWSServiceRoleForLexV2Bots", policy: "AmazonLexV2BotPolicy", hasSuffix: true },
  "lightsail.amazonaws.com": { roleName: "AWSServiceRoleForLightsail", policy: "LightsailExportAccess" },
  "m2.amazonaws.com": { roleName: "AWSServiceRoleForAWSM2", policy: "AWSM2ServicePolicy" },
  "memorydb.amazonaws.com": { roleName: "AWSServiceRoleForMemoryDB", policy: "MemoryDBServiceRolePolicy" },
  "mq.amazonaws.com": { roleName: "AWSServiceRoleForAmazonMQ", policy: "AmazonMQServiceRolePolicy" },
  "mrk.kms.amazonaws.com": {
    roleName: "AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
    policy: "AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy",
  },
  "notifications.amazonaws.com": {
    roleName: "AWSServiceRoleForAwsUserNotifications",
    policy: "AWSUserNotificationsServiceLinkedRolePolicy",
  },
  "observability.aoss.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonOpenSearchServerless",
    policy: "AmazonOpenSearchServerlessServiceRolePolicy",
  },
  "opensearchservice.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonOpenSearchService",
    policy: "AmazonOpenSearchServiceRolePolicy",
  },
  "ops.apigateway.amazonaws.com": { roleName: "AWSServiceRoleForAPIGateway", policy: "APIGatewayServiceRolePolicy" },
  "ops.emr-serverless.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonEMRServerless",
    policy: "AmazonEMRServerlessServiceRolePolicy",
  },
  "opsdatasync.ssm.amazonaws.com": {
    roleName: "AWSServiceRoleForSystemsManagerOpsDataSync",
    policy: "AWSSystemsManagerOpsDataSyncServiceRolePolicy",
  },
  "opsinsights.ssm.amazonaws.com": {
    roleName: "AWSServiceRoleForAmazonSSM_OpsInsights",
    policy: "AWSSSMOpsInsightsServiceRolePolicy",
  },
  "pullthroughcache.ecr.amazonaws.com": {
    roleName: "AWSServiceRoleForECRPullThroughCache",
    policy: "AWSECRPullThroughCache_ServiceRolePolicy",
  },
  "ram.amazonaws.com": {
    roleName: "AWSServiceRoleForResourceAccessManager",
    policy: "AWSResourceAccessManagerServiceRolePolicy",
  },
  "rds.amazonaws.com": { roleName: "AWSServiceRoleForRDS", policy: "AmazonRDSServiceRolePolicy" },
  "redshift.amazonaws.com": { roleName: "AWSServiceRoleForRedshift", policy: "AmazonRedshiftServiceLinkedRolePolicy" },
  "replication.cassandra.amazonaws.com": {
    roleName: "AWSServiceRoleForKeyspacesReplication",
    policy: "KeyspacesReplicationServiceRolePolicy",
  },
  "replication.ecr.amazonaws.com": {
    roleName: "AWSServiceRoleForECRReplication",
    policy: "ECRReplicationServiceRolePolicy",
  },
  "repository.sync.codeconnections.amazonaws.com": {
    roleName: "AWSServiceRoleForGitSync",
    policy: "AWSGitSyncServiceRolePolicy",
  },
  "resource-explorer-2.amazonaws.com": {
    roleName: "AWSServiceRoleForResourceExplorer",
    policy: "AWSResourceExplorerServiceRolePolicy",
  },
  "rolesanywhere.amazonaws.com": {
    roleName: "AWSServiceRoleForRolesAnywhere",
    policy: "AWSRolesAnywhereServicePolicy",
  },
  "s3-outposts.amazonaws.com": {
    roleName: "AWSServiceRoleForS3OnOutposts",
    policy: "AWSS3OnOutpostsServiceRolePolicy",
  },
  "ses.amazonaws.com": { roleName: "AWSServiceRoleForAmazonSES", policy: "AmazonSESServiceRolePolicy" },
  "shield.amazonaws.com": { roleName: "AWSServiceRoleForAWSShield", policy: "AWSShieldServiceRolePolicy" },
  "ssm-incidents.amazonaws.com": {
    roleName: "AWSServiceRoleForIncidentManager",
    policy: "AWSIncidentManagerServiceRolePolicy",
  },
  "ssm-quicksetup.amazonaws.com": { roleName: "AWSServiceRoleForSSMQuickSetup", policy: "SSMQuickSetupRolePolicy" },
  "ssm.amazonaws.com": { roleName: "AWSServiceRoleForAmazonSSM", policy: "AmazonSSMServiceRolePolicy" },
  "sso.amazonaws.com": { roleName: "AWSServiceRoleForSSO", policy: "AWSSSOServiceRolePolicy" },
  "vpcorigin.cloudfront.amazonaws.com": {
    roleName: "AWSServiceRoleForCloudFrontVPCOrigin",
    policy: "AWSCloudFrontVPCOriginServiceRolePolicy",
  },
  "waf.amazonaws.com": { roleName: "AWSServiceRoleForWAFLogging", policy: "WAFLoggingServiceRolePolicy" },
  "wafv2.amazonaws.com": { roleName: "AWSServiceRoleForWAFV2Logging", policy: "WAFV2LoggingServiceRolePolicy" },
};
