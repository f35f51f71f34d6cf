/** The digits of an authentication code as people type or paste it: apps show "409 621", some write "409-621". */
export function digitsOf(typed: string): string {
  return typed.replace(/\D/g, "");
}
