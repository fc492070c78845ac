import { only } from "./directory";
import { readQueue, readTopic } from "./messaging";
import { isTrue, type Slot, textIn } from "./slot";
import type { Stack } from "./stack";

/** Names and ARNs of FIFO queues and topics end so. Source: API references CreateQueue and CreateTopic */
const ENDING = ".fifo";

export const isFifoName = (text: string | undefined): boolean => text?.endsWith(ENDING) === true;

/** Whether what a slot refers to is certainly a FIFO queue or a FIFO topic. */
export function isFifo(stack: Stack, slot: Slot): boolean {
    const queue = only(stack.directory("queue").refer(slot));
    const topic = only(stack.directory("topic").refer(slot));
    const found = queue === undefined ? topic && readTopic(topic) : readQueue(queue);
    return isFifoName(textIn(slot)) || (found !== undefined && (isTrue(found.fifo) || isFifoName(textIn(found.name))));
}
