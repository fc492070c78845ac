import assert from "node:assert/strict";

import { renderFaults } from "../../../../local/cli/simulate/render";

describe("the list of faults on a terminal", () => {
    it("has a block for each fault, without Markdown and without what a fault has not", () => {
        const common = { strikes: "queue", does: "deletes the queue (`DeleteQueue`)", net: "alarms" };
        assert.equal(
            renderFaults([
                { name: "deleteQueue", ...common, members: [], refusedBy: undefined },
                { name: "other", ...common, members: ["from", "to"], refusedBy: "status-rule-has-alarm" },
            ]),
            `deleteQueue
  strikes           queue
  does              deletes the queue (DeleteQueue)
  taken care of by  alarms

other
  strikes           queue
  does              deletes the queue (DeleteQueue)
  members           from, to
  taken care of by  alarms
  refused by        status-rule-has-alarm`,
        );
    });
});
