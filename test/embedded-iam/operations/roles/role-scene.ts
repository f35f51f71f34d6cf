/** A trust policy without white space, with one statement. */
export function trust(principal: unknown, members: Readonly<Record<string, unknown>> = {}): string {
  const Statement = [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...members }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

export const trustEc2 = trust({ Service: "ec2.amazonaws.com" });

/** The document in a response, which is percent-encoded. */
export function documentIn(text: string | undefined): string {
  return decodeURIComponent(text ?? "");
}

export const account = "123456789012";
