import { apiOf, isOperationName } from "../../../iam-model/operations/index.ts";
import { readPolicy, type Statement } from "../../../policy/index.ts";

/** The services that policies grant, each with the tracked actions that they name. */
export type GrantedServices = ReadonlyMap<string, ReadonlySet<string>>;

/** The services whose calls this account records. A statement for all services grants these. */
const recordedServices: readonly string[] = ["iam", "sts"];

/**
 * Reads the services that documents grant. A denial of a whole service without a condition takes it away (AWS-capture).
 * Only actions of the recorded services are tracked.
 */
export function grantedServices(documents: readonly string[]): GrantedServices {
  const statements = documents.flatMap((text) => {
    const read = readPolicy(text);
    return "document" in read ? read.document.statements : [];
  });
  const granted = new Map<string, Set<string>>();
  for (const statement of statements.filter(({ effect }) => effect === "Allow")) {
    for (const [service, action] of actionsOf(statement)) {
      const actions = granted.get(service) ?? new Set();
      if (isOperationName(action) && apiOf(action) === service) actions.add(action);
      granted.set(service, actions);
    }
  }
  for (const statement of statements.filter(isDenialWithoutCondition)) {
    for (const [service, action] of actionsOf(statement)) if (action === "*") granted.delete(service);
  }
  return granted;
}

/** The services and actions of a statement; those of all services are those of the recorded ones. */
function actionsOf({ actions }: Statement): readonly (readonly [service: string, action: string])[] {
  if (actions === undefined) return [];
  const patterns = actions.negated ? ["*"] : actions.patterns;
  return patterns.flatMap((pattern) => {
    if (pattern === "*") return recordedServices.map((service) => [service, "*"] as const);
    const [service = "", action = ""] = pattern.split(":");
    return [[service.toLowerCase(), action] as const];
  });
}

function isDenialWithoutCondition({ actions, conditions = [], effect }: Statement): boolean {
  return effect === "Deny" && conditions.length === 0 && actions?.negated === false;
}
