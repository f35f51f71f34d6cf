export { type Budget, createBudget } from "./budget.ts";
export { ConnectionSlots, NoFreeConnection } from "./connection-slots.ts";
export { BudgetExhausted, type CallSlot, type Rate } from "./rate-limiter.ts";
