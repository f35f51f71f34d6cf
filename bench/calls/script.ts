import {
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetOpenIDConnectProviderCommand,
  GetUserCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
} from "@aws-sdk/client-iam";
import { TokenBucket } from "limiter";
import { userName } from "./account.ts";

const RATE = { bucketSize: 30, tokensPerInterval: 15, interval: "second" } as const;
const AT_ONCE = 50;

/** Direct calls of the SDK's, as somebody writes them by hand who knows IAM well, within the budget that the gateway has. */
export class Script {
  readonly #client: IAMClient;
  #buckets = new Map<string, TokenBucket>();

  constructor(endpoint: string) {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    this.#client = new IAMClient({ region: "us-east-1", endpoint, credentials });
  }

  /** As if nothing had been called for a while. */
  reset(): void {
    this.#buckets = new Map();
  }

  async users(pages: number, MaxItems: number): Promise<void> {
    await this.#walk("ListUsers", pages, (Marker) => this.#client.send(new ListUsersCommand({ Marker, MaxItems })));
  }

  async details(pages: number): Promise<void> {
    await this.#walk("GetAccountAuthorizationDetails", pages, (Marker) =>
      this.#client.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["User"], Marker, MaxItems: 1000 })),
    );
  }

  async devices(pages: number): Promise<void> {
    await this.#walk("ListVirtualMFADevices", pages, (Marker) =>
      this.#client.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: "Assigned", Marker, MaxItems: 1000 })),
    );
  }

  async summary(): Promise<void> {
    await this.#turn("GetAccountSummary");
    await this.#client.send(new GetAccountSummaryCommand({}));
  }

  async usersByName(count: number): Promise<void> {
    const names = Array.from({ length: count }, (_, place) => userName(place * 7));
    await this.#each("GetUser", names, (UserName) => this.#client.send(new GetUserCommand({ UserName })));
  }

  async providers(): Promise<readonly string[]> {
    await this.#turn("ListOpenIDConnectProviders");
    const { OpenIDConnectProviderList = [] } = await this.#client.send(new ListOpenIDConnectProvidersCommand({}));
    return OpenIDConnectProviderList.flatMap(({ Arn }) => Arn ?? []);
  }

  async providersWithClients(): Promise<void> {
    await this.#each("GetOpenIDConnectProvider", await this.providers(), (OpenIDConnectProviderArn) =>
      this.#client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })),
    );
  }

  async #walk(
    action: string,
    pages: number,
    list: (Marker: string | undefined) => Promise<{ Marker?: string | undefined }>,
  ): Promise<void> {
    let marker: string | undefined;
    for (let page = 0; page < pages; page++) {
      await this.#turn(action);
      marker = (await list(marker)).Marker;
    }
  }

  async #each(action: string, keys: readonly string[], ask: (key: string) => Promise<unknown>): Promise<void> {
    const left = [...keys];
    const work = async () => {
      for (let key = left.shift(); key !== undefined; key = left.shift()) {
        await this.#turn(action);
        await ask(key);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  async #turn(action: string): Promise<void> {
    let bucket = this.#buckets.get(action);
    if (bucket === undefined) {
      bucket = new TokenBucket(RATE);
      bucket.content = RATE.bucketSize;
      this.#buckets.set(action, bucket);
    }
    await bucket.removeTokens(1);
  }
}
