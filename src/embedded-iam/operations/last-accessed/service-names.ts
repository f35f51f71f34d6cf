/** The names of services by their prefixes in actions (AWS-capture; docs for sts). */
const names: ReadonlyMap<string, string> = new Map([
  ["ec2", "Amazon EC2"],
  ["iam", "AWS Identity and Access Management"],
  ["kms", "AWS Key Management Service"],
  ["lambda", "AWS Lambda"],
  ["s3", "Amazon S3"],
  ["sns", "Amazon SNS"],
  ["sqs", "Amazon SQS"],
  ["sts", "AWS Security Token Service"],
]);

/** The name of a service. For a service that is not in the table, this is its prefix. */
export function serviceName(prefix: string): string {
  return names.get(prefix) ?? prefix;
}
