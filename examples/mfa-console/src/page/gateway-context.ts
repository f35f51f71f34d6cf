import { createContext, useContext } from "react";
import type { Gateway } from "../network/gateway.ts";

export const GatewayContext = createContext<Gateway | undefined>(undefined);

/** The gateway of this page. */
export function useGateway(): Gateway {
  const gateway = useContext(GatewayContext);
  if (!gateway) throw new Error("expected a GatewayContext around the component");
  return gateway;
}
