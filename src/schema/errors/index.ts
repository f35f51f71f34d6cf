export {
  codedError,
  ERROR_CODES,
  type ErrorCode,
  errorsPage,
  type HttpStatusOf,
  type StatusOf,
} from "./error-codes.ts";
export { toGraphQLError } from "./translate-error.ts";
