/** The digits of an authentication code, typed or pasted in forms such as "409 621" or "409-621". */
export function digitsOf(typed: string): string {
  return typed.replace(/\D/g, "");
}
