import type { ErrorCode } from "./error-codes.ts";

// An error with a code that is not in the catalogue is a type error. This file is not part of the package: users of iamql may
// have codes of their own.
declare module "graphql/error/GraphQLError.js" {
  interface GraphQLErrorExtensions {
    code?: ErrorCode;
  }
}
