export { backUpEmbeddedIam, type Serving, serveEmbeddedIam } from "./embedded-iam.ts";
export {
  createIamql,
  EmbeddedIamFileError,
  type IamqlOptions,
  isTaken,
  openLocalGateway,
  serveGateway,
} from "./gateway.ts";
