import {
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetOpenIDConnectProviderCommand,
  GetUserCommand,
  type IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
} from "@aws-sdk/client-iam";
import type { Budget } from "./budget.ts";

const PAGE = 1000;

interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** SDK calls of a script, within a budget. The client's 50 sockets limit the concurrent calls. */
export class DirectIam {
  readonly #client: IAMClient;
  readonly #budget: Budget;

  constructor(client: IAMClient, budget: Budget) {
    this.#client = client;
    this.#budget = budget;
  }

  async getUser(UserName: string) {
    await this.#budget.take("GetUser");
    return (await this.#client.send(new GetUserCommand({ UserName }))).User;
  }

  async getAccountSummary() {
    await this.#budget.take("GetAccountSummary");
    return (await this.#client.send(new GetAccountSummaryCommand({}))).SummaryMap ?? {};
  }

  /** A page of at most 1000 users. */
  async listUsers(MaxItems: number, Marker?: string) {
    await this.#budget.take("ListUsers");
    return this.#client.send(new ListUsersCommand({ MaxItems, Marker }));
  }

  /** All users. */
  async walkUsers() {
    return (await walk((marker) => this.listUsers(PAGE, marker))).flatMap(({ Users = [] }) => Users);
  }

  /** The first 1000 users, with tags, boundary and the names of their groups. */
  async firstUserDetails() {
    return (await this.#userDetails()).UserDetailList ?? [];
  }

  /** All users, with tags, boundary and the names of their groups. Pages are read on demand. */
  async *userDetailPages() {
    for (let page = await this.#userDetails(); ; page = await this.#userDetails(page.Marker)) {
      yield page.UserDetailList ?? [];
      if (!page.IsTruncated) return;
    }
  }

  /** The first 1000 assigned virtual devices. */
  async firstAssignedDevices() {
    return (await this.#assignedDevices()).VirtualMFADevices ?? [];
  }

  /** All assigned virtual devices. */
  async walkAssignedDevices() {
    return (await walk((marker) => this.#assignedDevices(marker))).flatMap((page) => page.VirtualMFADevices ?? []);
  }

  /** The ARNs of all OpenID Connect providers. */
  async listProviderArns() {
    await this.#budget.take("ListOpenIDConnectProviders");
    const { OpenIDConnectProviderList = [] } = await this.#client.send(new ListOpenIDConnectProvidersCommand({}));
    return OpenIDConnectProviderList.flatMap(({ Arn }) => Arn ?? []);
  }

  async getProvider(OpenIDConnectProviderArn: string) {
    await this.#budget.take("GetOpenIDConnectProvider");
    return this.#client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  }

  async #userDetails(Marker?: string) {
    await this.#budget.take("GetAccountAuthorizationDetails");
    return this.#client.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["User"], MaxItems: PAGE, Marker }));
  }

  async #assignedDevices(Marker?: string) {
    await this.#budget.take("ListVirtualMFADevices");
    return this.#client.send(
      new ListVirtualMFADevicesCommand({ AssignmentStatus: "Assigned", MaxItems: PAGE, Marker }),
    );
  }
}

/** All pages of a list, in sequence: each contains the marker of the next one. */
async function walk<Answer extends Page>(ask: (marker?: string) => Promise<Answer>): Promise<Answer[]> {
  const pages = [await ask()];
  for (let last = pages.at(-1); last?.IsTruncated; last = pages.at(-1)) pages.push(await ask(last.Marker));
  return pages;
}
