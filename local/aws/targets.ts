import { SERVICE_CALLS } from "../../models/policies";
import type { BusEvent } from "./buses";
import type { Delivery, Refusal } from "./delivery";
import type { Services } from "./services";
import { targetInput } from "./targetInput";

const refused = (code: string, message: string): Refusal => ({ code, message, retry: false });
const noResource = (arn: string) => refused("NO_RESOURCE", `There is no ${arn}`);

/**
 * Hands an event to its target.
 *
 * @param ingestedMs When the bus got the event, epoch milliseconds.
 * @returns Why the target did not take it; undefined if it did.
 */
export function sendToTarget(services: Services, delivery: Delivery, ingestedMs: number): Refusal | undefined {
    const { queues, topics, functions, buses, access, findings, outages, clock } = services;
    const { rule, target, busEvent } = delivery;
    const { arn } = target;
    const input = targetInput(rule, target, busEvent, ingestedMs);
    if (!input.ok) {
        return refused("INVALID_JSON", input.message);
    }
    const now = clock.now();
    const outage = outages.find(
        ({ target: name, fromMs, untilMs }) => (name === arn || name === arn.split(/[:/]/).at(-1)) && fromMs <= now && now < untilMs,
    );
    if (outage !== undefined) {
        return { code: outage.code, message: `${arn} answers with an error that passes`, retry: true };
    }
    const service = arn.split(":")[2];
    if (service === "lambda") {
        const guarded = functions.guarded(arn);
        if (guarded === undefined) {
            return noResource(arn);
        }
        const answer = access.service(SERVICE_CALLS.eventBridgeToFunction, guarded, rule.arn);
        if (!answer.allowed) {
            return refused("NO_PERMISSIONS", answer.reason);
        }
        functions.accept(arn, input.value, delivery);
        return undefined;
    }
    if (service === "sqs") {
        const queue = queues.get(arn);
        const answer = queue && access.service(SERVICE_CALLS.eventBridgeToQueue, queue.resource, rule.arn);
        if (queue === undefined || !answer?.allowed) {
            return answer === undefined ? noResource(arn) : refused("NO_PERMISSIONS", answer.reason);
        }
        queue.send(input.text);
        delivery.passed(`queue ${queue.resource.name}`);
        return undefined;
    }
    if (service === "sns") {
        const topic = topics.find(arn);
        const answer = topic && access.service(SERVICE_CALLS.eventBridgeToTopic, topic, rule.arn);
        if (topic === undefined || !answer?.allowed) {
            return answer === undefined ? noResource(arn) : refused("NO_PERMISSIONS", answer.reason);
        }
        let heard = false;
        const got = () => {
            if (!heard) {
                heard = true;
                delivery.passed(`topic ${topic.name}`);
            }
        };
        topics.publish(topic, { kind: "notification", message: input.text, from: rule.arn, event: busEvent.id }, got);
        if (!heard) {
            delivery.dropped(`The topic "${topic.name}" took it, but gave it to nobody`);
        }
        return undefined;
    }
    if (service === "events" && arn.includes(":event-bus/")) {
        if (!buses.has(arn)) {
            return arn.split(":")[4] === services.place.account ? noResource(arn) : unmodelled(services, arn, "A bus of another account");
        }
        const role = target.roleArn === undefined ? undefined : services.roles.get(target.roleArn);
        const answer =
            target.roleArn === undefined ? undefined : access.role(`rule ${rule.name}`, role, "events:PutEvents", { arn, policy: undefined });
        if (answer?.allowed === false) {
            return refused("NO_PERMISSIONS", answer.reason);
        }
        buses.put(arn, input.value as BusEvent);
        delivery.passed(`bus ${arn}`);
        return undefined;
    }
    findings.add("unmodelled", arn, `Targets of the service "${service}" are not modelled: nothing gets there`);
    return refused("SDK_CLIENT_ERROR", `Targets of the service "${service}" are not modelled`);
}

function unmodelled({ findings }: Services, arn: string, what: string): Refusal {
    findings.add("unmodelled", arn, `${what} is not modelled: nothing gets there`);
    return refused("NO_RESOURCE", `${what} is not modelled: ${arn}`);
}
