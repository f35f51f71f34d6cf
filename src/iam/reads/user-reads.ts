import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandInput,
  GetLoginProfileCommand,
  type GetLoginProfileCommandOutput,
  GetUserCommand,
  type GetUserCommandOutput,
  ListUsersCommand,
  type User as SdkUser,
  type UserDetail,
} from "@aws-sdk/client-iam";
import { isRootArn } from "../../iam-model/arns.ts";
import type { CallExecutor } from "../calls/index.ts";
import { IamError, nullIfAbsent } from "../errors/index.ts";
import {
  type CompleteUser,
  completeUserOf,
  type DetailedUser,
  detailedUserOf,
  type Page,
  type PageRequest,
  pageOf,
  required,
  type User,
  userOf,
} from "../records/index.ts";
import type { ReadsOptions } from "./options.ts";

export interface UserReads {
  /** The user whose key signs the gateway's calls; `null` if the root user or a role signs. */
  getSigningUser(): Promise<CompleteUser | null>;
  getUser(userName: string): Promise<CompleteUser>;
  listUsers(request: PageRequest & { pathPrefix?: string }): Promise<Page<User>>;
  /** The users of a page of GetAccountAuthorizationDetails: all members except `passwordLastUsed`. */
  getUserDetails(request: PageRequest): Promise<Page<DetailedUser>>;
  /** Whether the user has a console password; `false` also if the user does not exist. */
  hasLoginProfile(userName: string): Promise<boolean>;
}

export function createUserReads(calls: CallExecutor, { detailsCarryBoundary, freshness }: ReadsOptions): UserReads {
  return {
    async getSigningUser() {
      const action = "GetUser";
      try {
        const toSigner = ({ User }: GetUserCommandOutput) => ({
          user: isRootArn(required(action, "Arn", User?.Arn)) ? null : completeUserOf(action, User),
        });
        const { user } = await calls.read(action, GetUserCommand, {}, toSigner, freshness);
        return user;
      } catch (error) {
        const isSignedByRole = error instanceof IamError && error.message.startsWith("Must specify userName");
        if (isSignedByRole) return null;
        throw error;
      }
    },

    getUser(userName) {
      const action = "GetUser";
      const input = { UserName: userName };
      return calls.read(action, GetUserCommand, input, ({ User }) => completeUserOf(action, User), freshness);
    },

    listUsers({ pathPrefix, marker, maxItems }) {
      const action = "ListUsers";
      const input = { PathPrefix: pathPrefix, Marker: marker, MaxItems: maxItems };
      const toUser = (user: SdkUser) => ({ ...userOf(action, user), passwordLastUsed: user.PasswordLastUsed ?? null });
      return calls.read(
        action,
        ListUsersCommand,
        input,
        (output) => pageOf(action, output, output.Users, toUser),
        freshness,
      );
    },

    getUserDetails({ marker, maxItems }) {
      const action = "GetAccountAuthorizationDetails";
      const input: GetAccountAuthorizationDetailsCommandInput = {
        Filter: ["User"],
        Marker: marker,
        MaxItems: maxItems,
      };
      const toUser = (detail: UserDetail) => detailedUserOf(detail, detailsCarryBoundary);
      return calls.read(
        action,
        GetAccountAuthorizationDetailsCommand,
        input,
        (output) => pageOf(action, output, output.UserDetailList, toUser),
        freshness,
      );
    },

    async hasLoginProfile(userName) {
      const action = "GetLoginProfile";
      const input = { UserName: userName };
      const toProfile = ({ LoginProfile }: GetLoginProfileCommandOutput) =>
        required(action, "LoginProfile", LoginProfile);
      const profile = calls.read(action, GetLoginProfileCommand, input, toProfile, freshness);
      return (await nullIfAbsent(profile)) !== null;
    },
  };
}
