import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import {
  css,
  editorWorkerService,
  favicon,
  graphqlWorker,
  js,
  jsonWorker,
} from "@graphql-yoga/render-graphiql/graphiql";
import { type CompressedAsset, PAGE_NAME } from "./asset.ts";
import type { BuildRequest } from "./site.ts";

/**
 * The entry of the thread that builds GraphiQL's files. In a thread, because the package's module has 9 MB of source and takes
 * 60 MiB, which are released when the thread ends.
 */

/** Above 6, brotli takes three times as long for 3 % less. */
const BROTLI_QUALITY = 6;

const SCRIPT = "text/javascript; charset=utf-8";

const { folder, options }: BuildRequest = workerData;
const assets: CompressedAsset[] = [];

const style = add("graphiql", "css", "text/css; charset=utf-8", css);
const icon = add("favicon", "ico", "image/x-icon", Buffer.from(favicon.slice(favicon.indexOf(",") + 1), "base64"));
const script = add("graphiql", "js", SCRIPT, js);
const workers = {
  editorWorkerService: add("editor-worker", "js", SCRIPT, editorWorkerService),
  json: add("json-worker", "js", SCRIPT, jsonWorker),
  graphql: add("graphql-worker", "js", SCRIPT, graphqlWorker),
};
const start = add("start", "js", SCRIPT, startScript());
compress(PAGE_NAME, "text/html", Buffer.from(page()));

parentPort?.postMessage(
  assets,
  assets.flatMap(({ br, gzip }) => [br.buffer, gzip.buffer]),
);

/** @returns the asset's name */
function add(stem: string, extension: string, contentType: string, content: string | Buffer): string {
  const bytes = Buffer.from(content);
  const name = `${stem}.${hashOf(bytes)}.${extension}`;
  compress(name, contentType, bytes);
  return name;
}

function compress(name: string, contentType: string, bytes: Buffer): void {
  const br = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  // Copies have their own memory, which can be transferred to the other thread.
  const [own, ownGzip] = [new Uint8Array(br), new Uint8Array(gzipSync(bytes))];
  assets.push({ name, contentType, hash: hashOf(bytes), br: own, gzip: ownGzip });
}

function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** Starts GraphiQL with the options in the page. Its workers are loaded from the folder of this script. */
function startScript(): string {
  return `{
  const source = document.currentScript.src;
  const workers = ${JSON.stringify(workers)};
  self.MonacoEnvironment = {
    globalAPI: false,
    getWorkerUrl: (_moduleId, label) => new URL(workers[label], source).href,
  };
  const options = JSON.parse(document.querySelector("#options").textContent);
  YogaGraphiQL.renderYogaGraphiQL(document.querySelector("#root"), options);
}
`;
}

/** References are relative to the URL of the page, so that a proxy can serve the gateway below another path. */
function page(): string {
  // In HTML, "<" could end the script element.
  const json = JSON.stringify(options).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${options.title}</title>
    <link rel="icon" href="${folder}/${icon}" />
    <link rel="stylesheet" href="${folder}/${style}" />
    <script defer src="${folder}/${script}"></script>
    <script defer src="${folder}/${start}"></script>
  </head>
  <body id="body" class="no-focus-outline">
    <noscript>You need to enable JavaScript to run this app.</noscript>
    <div id="root"></div>
    <script type="application/json" id="options">${json}</script>
  </body>
</html>
`;
}
