import fc from "fast-check";
import {
  apiOf,
  apis,
  type OperationName,
  operationInput,
  operations,
} from "../../../../src/iam-model/operations/index.ts";
import { type StructureShape, shapeNamed } from "../../../../src/iam-model/shapes.ts";
import { brokenEncodings, hostileText, oddCharacters, trickyNames, validValues } from "./values.ts";

/** The parameters of a request, in order and percent-encoded. */
export type Form = readonly (readonly [name: string, value: string])[];

const apiVersion: Form[number] = ["Version", "2010-05-08"];

/** Requests of an operation, mostly valid, with mutations of up to three members or of the form. */
export function nearValidForm(operation: OperationName): fc.Arbitrary<Form> {
  return fc
    .tuple(structureForm(operationInput(operation), ""), fc.array(mutations, { maxLength: 3 }))
    .map(([members, mutate]) =>
      mutate.reduce((form, mutation) => mutation(form), [
        ["Action", operation],
        ["Version", apis[apiOf(operation)].version],
        ...members,
      ] satisfies Form as Form),
    );
}

/** Requests of all operations. */
export const nearValidForms: fc.Arbitrary<Form> = fc
  .constantFrom(...(Object.keys(operations) as OperationName[]))
  .chain(nearValidForm);

/** Requests with unknown operations and versions. */
export const unknownOperations: fc.Arbitrary<Form> = fc
  .tuple(
    fc.oneof(fc.constantFrom("getuser", "GetUser ", "GetUser\u0000", "DropRole", ...trickyNames), hostileText),
    fc.oneof(fc.constantFrom("2010-05-08", "", "2010-05-09", "2010-05-08 ", "__proto__"), hostileText),
  )
  .map(([action, version]) => [
    ["Action", encode(action)],
    ["Version", encode(version)],
  ]);

/** Lists that no SDK sends: too long, or with invalid indexes. */
export const absurdLists: fc.Arbitrary<Form> = fc
  .tuple(
    fc.constantFrom(
      "CreateUser",
      "TagUser",
      "UntagUser",
      "CreateOpenIDConnectProvider",
      "GetAccountAuthorizationDetails",
    ),
    fc.constantFrom(
      "Tags.member.#.Key",
      "Tags.member.#",
      "TagKeys.member.#",
      "ClientIDList.member.#",
      "Filter.member.#",
    ),
    fc.oneof(
      fc.constantFrom(10_000, 1001, 51).map((count) => Array.from({ length: count }, (_, index) => String(index + 1))),
      fc.array(
        fc.constantFrom(
          "0",
          "-1",
          "01",
          "1.5",
          "1e9",
          "999999999",
          "9999999999",
          "18446744073709551616",
          "",
          "x",
          "__proto__",
        ),
        { maxLength: 4 },
      ),
    ),
    fc.constantFrom("a", "__proto__", "", "User"),
  )
  .map(([action, list, indexes, value]) => [
    ["Action", action],
    apiVersion,
    ["UserName", "ana"],
    ["Url", "https%3A%2F%2Fb.example.org"],
    ...indexes.map((index) => [list.replace("#", index), value] as const),
  ]);

/** Formats a form. */
export function formText(form: Form): string {
  return form.map(([name, value]) => `${name}=${value}`).join("&");
}

/** Parameters for all required and some optional members. */
function structureForm(shape: StructureShape, prefix: string): fc.Arbitrary<Form> {
  const required = Object.entries(shape.required).map(([member, shapeName]) => memberForm(shapeName, prefix + member));
  const optional = Object.entries(shape.optional).map(([member, shapeName]) =>
    fc.option(memberForm(shapeName, prefix + member), { nil: [] }),
  );
  return fc.tuple(...required, ...optional).map((forms) => forms.flat());
}

function memberForm(shapeName: string, name: string): fc.Arbitrary<Form> {
  const shape = shapeNamed(shapeName);
  if (shape.type === "structure") return structureForm(shape, `${name}.`);
  if (shape.type !== "list") return scalar(shapeName).map((value) => [[name, encode(value)]]);
  return fc.integer({ min: 0, max: 3 }).chain((count) => {
    const members = Array.from({ length: count }, (_, index) =>
      memberForm(shape.member, `${name}.member.${index + 1}`),
    );
    return count === 0 ? fc.constant([[name, ""]] satisfies Form) : fc.tuple(...members).map((forms) => forms.flat());
  });
}

function scalar(shapeName: string): fc.Arbitrary<string> {
  const valid = validValues[shapeName];
  if (valid === undefined) throw new Error(`the fuzz test knows no values of ${shapeName}`);
  return valid;
}

type Mutation = (form: Form) => Form;

/** A mutation of a random parameter. Shrinking leads to no mutation. */
const mutations: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.nat(),
    fc.oneof(
      { weight: 6, arbitrary: hostileText.map((value) => replaceWith((name) => [[name, encode(value)]])) },
      { weight: 2, arbitrary: fc.constantFrom(...brokenEncodings).map((raw) => replaceWith((name) => [[name, raw]])) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(...trickyNames, ...oddCharacters).map((odd) =>
          replaceWith((name, value) => [
            [name, value],
            [encode(odd), value],
          ]),
        ),
      },
      {
        weight: 4,
        arbitrary: fc
          .constantFrom<Rewrite[]>(
            () => [],
            (name) => [[name, ""]],
            (name, value) => [
              [name, value],
              [name, value],
            ],
            (name, value) => [
              [name, value],
              [name, "other"],
            ],
            (name, value) => [[`${name}.member.1`, value]],
            (name, value) => [
              [`${name}.__proto__`, value],
              [`${name}.member.__proto__`, value],
            ],
            (name, value) => [[name.toLowerCase(), value]],
            ...["3", "01", "-1", "+1", "0", "1.0", "14", "99999999999"].map(
              (index) =>
                (name: string, value: string): Form => [[name.replace(".member.1", `.member.${index}`), value]],
            ),
            (name, value) => [[name.replace(".member.1", ".entry.1"), value]],
            (name, value) => [[name.replace(/\.(Key|Value)$/, ""), value]],
            (name, value) => [[name.replace(/\.(Key|Value)$/, ".$1.member.1"), value]],
            (name, value) => [
              [`%00${name}`, value],
              [name, value],
            ],
          )
          .map(replaceWith),
      },
    ),
  )
  .map(
    ([place, mutate]) =>
      (form) =>
        mutate(form, form.length === 0 ? 0 : place % form.length),
  );

type Rewrite = (name: string, value: string) => Form;

function replaceWith(rewrite: Rewrite): (form: Form, place: number) => Form {
  return (form, place) =>
    form.flatMap(([name, value], at) => (at === place ? rewrite(name, value) : [[name, value] as const]));
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
