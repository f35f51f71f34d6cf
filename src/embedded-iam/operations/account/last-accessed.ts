import { errorTexts } from "../../../iam-model/error-texts.ts";
import { arns } from "../../arns.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { AccessRow, UserRow } from "../../store/index.ts";
import {
  type OperationContext,
  operation,
  requireGroup,
  requireUser,
  smallList,
  takePage,
} from "../framework/index.ts";

/** The names of the services whose calls this account records (AWS-capture for IAM; docs). */
const serviceNames: Readonly<Record<string, string>> = {
  iam: "AWS Identity and Access Management",
  sts: "AWS Security Token Service",
};

/** One service in a report, as GetServiceLastAccessedDetails returns it. */
type ServiceElement = ReturnType<typeof serviceElement>;

/** Generates the report at once, from the calls that this account has recorded. */
export const generateServiceLastAccessedDetails = operation(
  "GenerateServiceLastAccessedDetails",
  ({ Arn, Granularity = "SERVICE_LEVEL" }, context) => {
    const { clock, lastAccessed, secretBytes } = context;
    const users = new Map(requireUsers(context, Arn).map((user) => [user.userId, user]));
    const services = Map.groupBy(lastAccessed.ofEntities([...users.keys()]), (row) => row.service);
    const elements = [...services].map(([service, rows]) =>
      serviceElement(service, rows, {
        withActions: Granularity === "ACTION_LEVEL",
        arnOf: ({ entityId }) => {
          const user = users.get(entityId);
          return user && arns.user(context.account, user.path, user.name);
        },
      }),
    );
    const jobId = uuid(secretBytes);
    lastAccessed.writeReport({
      jobId,
      arn: Arn,
      granularity: Granularity,
      createDate: clock().toISOString(),
      content: JSON.stringify(elements),
    });
    return { JobId: jobId };
  },
);

export const getServiceLastAccessedDetails = operation(
  "GetServiceLastAccessedDetails",
  ({ JobId, ...input }, { lastAccessed, markers }) => {
    const report = lastAccessed.findReport(JobId);
    if (report === undefined) throw new ServiceError("NoSuchEntity", errorTexts.accessReportNotFound(JobId));
    const services: ServiceElement[] = JSON.parse(report.content);
    const list = smallList(services, (service) => service.ServiceNamespace);
    const page = takePage(markers, ["GetServiceLastAccessedDetails", JobId], input, list);
    return {
      JobStatus: "COMPLETED",
      JobType: report.granularity,
      JobCreationDate: report.createDate,
      ServicesLastAccessed: page.rows,
      JobCompletionDate: report.createDate,
      ...page.ending,
    };
  },
);

/** The users whose calls count for a user or a group. NoSuchEntity if it does not exist. */
function requireUsers(context: OperationContext, arn: string): readonly UserRow[] {
  const [, kind, name = ""] = /^arn:[\w-]+:iam::\d{12}:(user|group)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  switch (kind) {
    case "user":
      return [requireUser(context, name)];
    case "group":
      return allMembers(context, requireGroup(context, name).groupId);
    default:
      throw new ServiceError("InvalidInput", errorTexts.arnInvalid());
  }
}

function allMembers({ groups }: Pick<OperationContext, "groups">, groupId: string): readonly UserRow[] {
  const members: UserRow[] = [];
  for (;;) {
    const page = groups.members(groupId, members.at(-1)?.name ?? "", 1000);
    members.push(...page);
    if (page.length < 1000) return members;
  }
}

interface ElementOptions {
  readonly withActions: boolean;
  readonly arnOf: (row: AccessRow) => string | undefined;
}

function serviceElement(service: string, rows: readonly AccessRow[], { withActions, arnOf }: ElementOptions) {
  const latest = latestOf(rows);
  return {
    ServiceName: serviceNames[service] ?? service,
    LastAuthenticated: latest?.date,
    ServiceNamespace: service,
    LastAuthenticatedEntity: latest && arnOf(latest),
    LastAuthenticatedRegion: latest?.region,
    TotalAuthenticatedEntities: new Set(rows.map((row) => row.entityId)).size,
    TrackedActionsLastAccessed: withActions ? actionElements(rows, arnOf) : undefined,
  };
}

function actionElements(rows: readonly AccessRow[], arnOf: ElementOptions["arnOf"]) {
  return [...Map.groupBy(rows, (row) => row.action)].map(([action, calls]) => {
    const latest = latestOf(calls);
    return {
      ActionName: action,
      LastAccessedEntity: latest && arnOf(latest),
      LastAccessedTime: latest?.date,
      LastAccessedRegion: latest?.region,
    };
  });
}

function latestOf(rows: readonly AccessRow[]): AccessRow | undefined {
  return rows.reduce<AccessRow | undefined>(
    (latest, row) => (latest === undefined || row.date > latest.date ? row : latest),
    undefined,
  );
}

/** A random UUID (RFC 9562, version 4). */
function uuid(randomBytes: (size: number) => Uint8Array): string {
  const bytes = Buffer.from(randomBytes(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
