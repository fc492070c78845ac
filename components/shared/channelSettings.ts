import * as pulumi from "@pulumi/pulumi";

import { CHANNEL_TYPES, type ChannelRules, type ChannelType, readsTopic } from "../../catalog";
import { show } from "./arguments";
import { channelRuleProblems } from "./channelRules";

/** A channel that gets the messages in addition to `notifyEmail` or `topicArn`. */
export interface ChannelSettings extends Omit<ChannelRules, "except"> {
    readonly type: ChannelType;
    /** Part of the names of its resources. */
    readonly name: string;
    /** ARN of the secret or the parameter that holds its address. Of "q": undefined. */
    readonly secret?: pulumi.Input<string>;
    /** For "slack" with a bot: id of the channel. Undefined: the secret is an address. */
    readonly channel?: string;
    /** For "q": ARN of the topic that the configuration of the chat reads. Undefined: a new topic. */
    readonly topic?: pulumi.Input<string>;
    /** ARN of the customer-managed key that encrypts the secret or the topic. */
    readonly key?: pulumi.Input<string>;
    /** Whether later channels of the list do not get what this one gets. */
    readonly last?: boolean;
}

/** Problems of an ARN that must be of this kind and of the stack's Region. */
type ArnProblems = (member: string, arn: unknown, of: "secret" | "key" | "topic") => string[];

const MEMBERS = ["type", "name", "secret", "channel", "topic", "key", "only", "last", "quiet", "mute", "masked"];

/** What comes from another resource, of which only ARNs may be unknown: the rest decides what is made. */
const LATE = "must be known in the preview: only secret, topic and key of a channel can come from another resource";

/** Reads the list of channels of the configuration. Each problem continues the word "channels". */
export function readChannelList(given: unknown, arnProblems: ArnProblems): { channels: ChannelSettings[]; problems: string[] } {
    if (pulumi.Output.isInstance(given)) {
        return { channels: [], problems: [` ${LATE}`] };
    }
    if (!Array.isArray(given)) {
        return { channels: [], problems: [` must be a list of channels with type and secret, got ${show(given)}`] };
    }
    const read = given.map((value: unknown, index) => {
        const channel = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
        const problems = channelProblems(channel, arnProblems).map((problem) => ` ${index + 1}: ${problem}`);
        return { channel: { ...channel, name: channel.name ?? channel.type } as ChannelSettings, problems };
    });
    const names = read.map(({ channel }) => channel.name);
    const twice = new Set(names.filter((name, index) => name !== undefined && names.indexOf(name) !== index));
    return {
        channels: read.map(({ channel }) => channel),
        problems: [
            ...read.flatMap(({ problems }) => problems),
            ...[...twice].map((name) => ` must have different names, got ${show(name)} twice: give one of them a name`),
        ],
    };
}

function channelProblems(channel: Record<string, unknown>, arnProblems: ArnProblems): string[] {
    if (pulumi.Output.isInstance(channel)) {
        return [LATE];
    }
    const { type, name, secret: _, channel: slackChannel, topic: __, key, only, last, quiet, mute, masked, ...others } = channel;
    const isChat = CHANNEL_TYPES.includes(type as ChannelType) && readsTopic(type as ChannelType);
    return [
        ...Object.keys(others).map((member) => `${member} is unknown: a channel has ${MEMBERS.join(", ")}`),
        ...(CHANNEL_TYPES.includes(type as ChannelType) ? [] : [`type must be one of ${CHANNEL_TYPES.join(", ")}, got ${show(type)}`]),
        ...(name === undefined || (typeof name === "string" && /^[A-Za-z0-9-]{1,30}$/.test(name))
            ? []
            : [`name must have 1 to 30 letters, digits and -, got ${show(name)}`]),
        ...(isChat ? chatProblems(channel, arnProblems) : secretProblems(channel, arnProblems)),
        ...slackChannelProblems("channel", slackChannel, type),
        ...arnProblems("key", key, "key"),
        ...channelRuleProblems({ only, quiet, mute, masked, except: undefined }),
        ...(last === undefined || typeof last === "boolean" ? [] : [`last must be true or false, got ${show(last)}`]),
        ...(last === true && only === undefined ? ["last needs only: without it, no later channel would get a message"] : []),
    ];
}

/** Problems of the channel of a bot of Slack. */
export function slackChannelProblems(argument: string, channel: unknown, type: unknown): string[] {
    if (channel === undefined) {
        return [];
    }
    return [
        ...(type === "slack" ? [] : [`${argument} is for slack alone`]),
        ...(typeof channel === "string" && /^[CDG][A-Z0-9]{8,20}$/.test(channel)
            ? []
            : [`${argument} must be the id of a channel of Slack, such as C0123ABCDEF, got ${show(channel)}`]),
    ];
}

function secretProblems({ secret, topic }: Record<string, unknown>, arnProblems: ArnProblems): string[] {
    return [
        // What is no ARN may be the secret itself: it is not repeated.
        ...(pulumi.Output.isInstance(secret) || (typeof secret === "string" && secret.startsWith("arn:"))
            ? arnProblems("secret", secret, "secret")
            : ["secret must be the ARN of a secret of Secrets Manager or of a parameter of Systems Manager, not the secret itself"]),
        ...(topic === undefined ? [] : ["topic is for q alone: every channel gets the messages of the stack's topic"]),
    ];
}

function chatProblems({ type, secret, topic, key }: Record<string, unknown>, arnProblems: ArnProblems): string[] {
    return [
        ...(secret === undefined ? [] : [`secret is not for ${String(type)}: it reads a topic`]),
        ...arnProblems("topic", topic, "topic"),
        ...(key !== undefined && topic === undefined ? ["key needs topic: a new topic has the key of encryptionKey"] : []),
    ];
}
