import { type InputName, inputShape } from "./composed-inputs.ts";
import { type Shape, type ShapeName, type StringShape, shapeNamed, shapes } from "./shapes.ts";

/** One constraint of a shape. */
export type Constraint =
  | { readonly kind: "required" }
  | { readonly kind: "type"; readonly expected: Shape["type"] }
  | { readonly kind: "min-length"; readonly limit: number }
  | { readonly kind: "max-length"; readonly limit: number }
  | { readonly kind: "min-value"; readonly limit: number }
  | { readonly kind: "max-value"; readonly limit: number }
  /** A Java regular expression, which AWS's messages quote. */
  | { readonly kind: "pattern"; readonly pattern: string }
  | {
      readonly kind: "enum";
      readonly allowed: readonly string[];
      /** Whether AWS's message lists the allowed values. */
      readonly listsValues?: boolean;
    };

/**
 * A constraint that a value violates. It does not contain the value, which can be a secret. `path` consists of member names and
 * list indexes (from 0), such as `["Tags", 0, "Key"]`; it is empty for a single value.
 */
export type Violation = Constraint & { readonly path: readonly (string | number)[] };

/** The constraints of the named shape that a value violates, in AWS's order (maximum, minimum, pattern, enum). */
export function findViolations(shapeName: ShapeName, value: unknown): Violation[] {
  return violationsOf(shapeNamed(shapeName), value, []);
}

/** The constraints that an operation's input violates. Ignores unknown members. */
export function findInputViolations(operation: InputName, input: unknown): Violation[] {
  return violationsOf(inputShape(operation), input, []);
}

/** The shape at a path of an operation's input, with its name unless it is the input itself. @throws Error if there is none */
export function shapeAt(operation: InputName, path: Violation["path"]): { shape: Shape; name?: ShapeName } {
  let at: { shape: Shape; name?: ShapeName } = { shape: inputShape(operation) };
  for (const step of path) {
    const { shape } = at;
    const name =
      shape.type === "list"
        ? shape.member
        : shape.type === "structure"
          ? (shape.required[step] ?? shape.optional[step])
          : undefined;
    if (name === undefined) throw new Error(`${operation} has no member at ${path.join(".")}`);
    at = { shape: shapeNamed(name), name: name as ShapeName };
  }
  return at;
}

/** The constraints on a value itself, without those on its members or elements. */
export function constraintsOf(shape: Shape): Constraint[] {
  switch (shape.type) {
    case "string":
      return [...lengthConstraints(shape), ...textConstraints(shape)];
    case "list":
      return lengthConstraints(shape);
    case "integer":
      return [
        { kind: "max-value", limit: shape.max },
        { kind: "min-value", limit: shape.min },
      ];
    case "boolean":
    case "structure":
      return [];
  }
}

function lengthConstraints({ min, max }: { readonly min?: number; readonly max?: number }): Constraint[] {
  const constraints: Constraint[] = [];
  if (max !== undefined) constraints.push({ kind: "max-length", limit: max });
  if (min !== undefined) constraints.push({ kind: "min-length", limit: min });
  return constraints;
}

function textConstraints({ pattern, enum: allowed, listsValues }: StringShape): Constraint[] {
  const constraints: Constraint[] = [];
  if (pattern !== undefined) constraints.push({ kind: "pattern", pattern });
  if (allowed !== undefined) constraints.push({ kind: "enum", allowed, ...(listsValues && { listsValues }) });
  return constraints;
}

function violationsOf(shape: Shape, value: unknown, path: Violation["path"]): Violation[] {
  if (!hasType(shape, value)) return [{ kind: "type", expected: shape.type, path }];
  const own = constraintsOf(shape)
    .filter((constraint) => !isMet(constraint, value))
    .map((constraint) => ({ ...constraint, path }));
  return [...own, ...violationsWithin(shape, value, path)];
}

function violationsWithin(shape: Shape, value: unknown, path: Violation["path"]): Violation[] {
  if (shape.type === "list" && Array.isArray(value)) {
    // AWS reports only that the list is too long, and none of its elements.
    if (shape.max !== undefined && value.length > shape.max) return [];
    const member = shapeNamed(shape.member);
    return value.flatMap((element, index) => {
      const elementPath = [...path, index];
      return isNull(element) ? [{ kind: "required", path: elementPath }] : violationsOf(member, element, elementPath);
    });
  }
  if (shape.type === "structure" && isRecord(value)) {
    const members = { ...shape.required, ...shape.optional };
    return Object.entries(members).flatMap(([name, shapeName]) => {
      const member = value[name];
      if (!isNull(member)) return violationsOf(shapeNamed(shapeName), member, [...path, name]);
      return name in shape.required ? [{ kind: "required", path: [...path, name] }] : [];
    });
  }
  return [];
}

function hasType(shape: Shape, value: unknown): boolean {
  switch (shape.type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "list":
      return Array.isArray(value);
    case "structure":
      return isRecord(value);
  }
}

function isMet(constraint: Constraint, value: unknown): boolean {
  switch (constraint.kind) {
    case "required":
      return !isNull(value);
    case "type":
      return true;
    case "min-length":
      return lengthOf(value) >= constraint.limit;
    case "max-length":
      return lengthOf(value) <= constraint.limit;
    case "min-value":
      return Number(value) >= constraint.limit;
    case "max-value":
      return Number(value) <= constraint.limit;
    case "pattern":
      return typeof value === "string" && patternMatchers.get(constraint.pattern)?.test(value) === true;
    case "enum":
      return typeof value === "string" && constraint.allowed.includes(value);
  }
}

function isNull(value: unknown): boolean {
  return value === undefined || value === null;
}

function lengthOf(value: unknown): number {
  return typeof value === "string" || Array.isArray(value) ? value.length : 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The model's patterns, compiled. They match the whole string, as Java's `matches()` does. JavaScript needs the `u` flag for
 * `\p{L}`; `\w` and `\d` stay ASCII, as in Java.
 */
const patternMatchers: ReadonlyMap<string, RegExp> = new Map(
  Object.values<Shape>(shapes)
    .flatMap((shape) => (shape.type === "string" && shape.pattern !== undefined ? [shape.pattern] : []))
    .map((pattern) => [pattern, new RegExp(`^(?:${pattern})$`, "u")]),
);
