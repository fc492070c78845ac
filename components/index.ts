export { jobStatusPattern } from "../models/jobStatusPattern";
export { DeadLetterQueue, type DeadLetterQueueArgs } from "./deadLetterQueue";
export { EncryptionKey, type EncryptionKeyArgs } from "./encryptionKey";
export { FailureQueue, type FailureQueueArgs } from "./failureQueue";
export { HandlerFunction, type HandlerFunctionArgs, type HandlerFunctionOptions } from "./handlerFunction";
export { type HandlerOf, JobStatusReaction, type JobStatusReactionArgs } from "./jobStatusReaction";
export { JobStatusRule, type JobStatusRuleArgs, jobStatusRuleProblems } from "./jobStatusRule";
export { isEmail, NotificationTopic, type NotificationTopicArgs } from "./notificationTopic";
