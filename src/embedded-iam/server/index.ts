export { type Listener, type TakenPort, takeLoopbackPort } from "./http-listener.ts";
export { answerFetch, InProcessRequestHandler } from "./in-process.ts";
export { ConnectionDroppedError, EmbeddedIamClosedError, RequestHandler } from "./request-handler.ts";
