import * as pulumi from "@pulumi/pulumi";

import { compose } from "./composition";
import { readSettings } from "./config";
import { staleProducts } from "./scripts/freshness";

const stale = staleProducts();
if (stale.length > 0) {
    throw new pulumi.RunError(stale.map(({ product, reason, remedy }) => `${product} is ${reason}: run ${remedy}`).join("\n"));
}

const { topicArn, alarmTopicArn, chatTopicArns, reactions, deadLetterQueue, failureQueue, ledger } = compose(readSettings(), "job-status");

/** ARN of the topic that gets the messages about jobs. */
export const topic = topicArn;
/** ARN of the topic that gets the alarms. */
export const alarmTopic = alarmTopicArn;
/** For each channel of Amazon Q Developer, the ARN of the topic that the configuration of its chat must read. */
export const chatTopics = chatTopicArns;
/** For each kind, the ARN of its rule. */
export const rules = Object.fromEntries(reactions.map(({ rule }) => [rule.kind, rule.arn]));
/** For each kind, the name of its function. */
export const functions = Object.fromEntries(reactions.map((reaction) => [reaction.rule.kind, reaction.function.name]));
/** URLs of the queues with the events that could not be delivered, and that a handler failed on. */
export const queues = { deadLetter: deadLetterQueue.url, failure: failureQueue.url };
/** Name of the table that holds what the reactions have handled. */
export const ledgerTable = ledger.tableName;
