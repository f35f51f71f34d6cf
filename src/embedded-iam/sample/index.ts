export { fillSampleAccount, sampleAccountDate } from "./sample-account.ts";
