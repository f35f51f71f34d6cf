/** `node run.js CLIENT SCENARIO URL [ARGUMENTS]`: runs a scenario that `CLIENT.js` exports, and prints its result. */
const [, , client, scenario, url, ...args] = process.argv;
const scenarios = await import(`./${client}.js`);
process.stdout.write(JSON.stringify(await scenarios[scenario](url, ...args)));
