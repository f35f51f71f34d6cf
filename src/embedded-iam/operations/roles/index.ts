export { requireModifiable } from "./protected-roles.ts";
