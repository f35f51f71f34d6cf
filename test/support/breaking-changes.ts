import { buildSchema, findBreakingChanges } from "graphql";
import { semanticNonNullFields } from "./semantic-nulls.ts";

/** The changes between two schemas that can break a client, each as a sentence. Both are SDL. */
export function breakingChanges(released: string, current: string): string[] {
  const [before, after] = [buildSchema(released), buildSchema(current)];
  const stillMarked = new Set(semanticNonNullFields(after));
  const lost = semanticNonNullFields(before).filter((name) => {
    const [type = "", field = ""] = name.split(".");
    const known = after.getType(type)?.toConfig();
    const exists = known !== undefined && "fields" in known && Object.hasOwn(known.fields, field);
    return exists && !stillMarked.has(name) && !String(Reflect.get(known.fields, field).type).endsWith("!");
  });
  return [
    ...findBreakingChanges(before, after).map(({ description }) => description),
    ...lost.map((name) => `${name} is no longer marked with @semanticNonNull.`),
  ];
}
