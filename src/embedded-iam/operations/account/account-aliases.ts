import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import { operation, smallList, takePage } from "../framework/index.ts";

/** Replaces another alias of the account (AWS-report). */
export const createAccountAlias = operation("CreateAccountAlias", ({ AccountAlias }, { accountAlias }) => {
  // An account id is not an alias (docs).
  if (/^\d{12}$/.test(AccountAlias)) throw new ServiceError("ValidationError", errorTexts.accountAliasIsId());
  if (accountAlias.isTaken(AccountAlias)) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.accountAliasExists(AccountAlias));
  }
  accountAlias.set(AccountAlias);
});

export const deleteAccountAlias = operation("DeleteAccountAlias", ({ AccountAlias }, { accountAlias }) => {
  if (accountAlias.find() !== AccountAlias) throw new ServiceError("NoSuchEntity", errorTexts.accountAliasNotFound());
  accountAlias.delete();
});

export const listAccountAliases = operation("ListAccountAliases", (input, { accountAlias, markers }) => {
  const alias = accountAlias.find();
  const aliases = alias === undefined ? [] : [alias];
  const page = takePage(
    markers,
    ["ListAccountAliases"],
    input,
    smallList(aliases, (one) => one),
  );
  return { AccountAliases: page.rows, ...page.ending };
});
