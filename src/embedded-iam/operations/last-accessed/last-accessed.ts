import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { AccessRow } from "../../store/index.ts";
import { operation, smallList, takePage } from "../framework/index.ts";
import { grantedServices } from "./granted-services.ts";
import { type ReportSubject, requireSubject } from "./report-subject.ts";
import { serviceName } from "./service-names.ts";

/** One service in a report, as GetServiceLastAccessedDetails returns it. */
type ServiceElement = ReturnType<typeof serviceElement>;

/** Generates the report at once: the services that policies grant, and those that were called (docs). */
export const generateServiceLastAccessedDetails = operation(
  "GenerateServiceLastAccessedDetails",
  ({ Arn, Granularity = "SERVICE_LEVEL" }, context) => {
    const { clock, lastAccessed, secretBytes } = context;
    const { documents, entities } = requireSubject(context, Arn);
    const granted = grantedServices(documents);
    const calls = Map.groupBy(lastAccessed.ofEntities([...entities.keys()]), (row) => row.service);
    const elements = [...new Set([...granted.keys(), ...calls.keys()])].sort().map((service) =>
      serviceElement(service, calls.get(service) ?? [], {
        entities,
        trackedActions: Granularity === "ACTION_LEVEL" ? (granted.get(service) ?? new Set()) : undefined,
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

interface ElementOptions extends Pick<ReportSubject, "entities"> {
  /** The actions to list besides those that were called; undefined without actions. */
  readonly trackedActions: ReadonlySet<string> | undefined;
}

function serviceElement(service: string, calls: readonly AccessRow[], { entities, trackedActions }: ElementOptions) {
  const latest = latestOf(calls);
  const actions = trackedActions && actionElements(calls, trackedActions, entities);
  return {
    ServiceName: serviceName(service),
    LastAuthenticated: latest?.date,
    ServiceNamespace: service,
    LastAuthenticatedEntity: latest && entities.get(latest.entityId),
    LastAuthenticatedRegion: latest?.region,
    TotalAuthenticatedEntities: new Set(calls.map((row) => row.entityId)).size,
    // Absent if there are none (AWS-capture).
    TrackedActionsLastAccessed: actions?.length === 0 ? undefined : actions,
  };
}

function actionElements(
  calls: readonly AccessRow[],
  tracked: ReadonlySet<string>,
  entities: ReportSubject["entities"],
) {
  const byAction = Map.groupBy(calls, (row) => row.action);
  return [...new Set([...tracked, ...byAction.keys()])].sort().map((action) => {
    const latest = latestOf(byAction.get(action) ?? []);
    return {
      ActionName: action,
      LastAccessedEntity: latest && entities.get(latest.entityId),
      LastAccessedTime: latest?.date,
      LastAccessedRegion: latest?.region,
    };
  });
}

function latestOf(calls: readonly AccessRow[]): AccessRow | undefined {
  return calls.reduce<AccessRow | undefined>(
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
