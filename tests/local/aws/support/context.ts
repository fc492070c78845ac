import { Access } from "../../../../local/aws/access";
import type { Context } from "../../../../local/aws/context";
import { Faults } from "../../../../local/aws/faults";
import { Findings } from "../../../../local/aws/findings";
import { Log } from "../../../../local/aws/log";
import { Metrics } from "../../../../local/aws/metrics";
import { seededRandom } from "../../../../local/aws/random";
import { Receivers } from "../../../../local/aws/receivers/receiver";
import type { VirtualClock } from "../../../../local/clock";

/** An account without resources, for a part that is tested alone. */
export function contextOf(clock: VirtualClock): Context {
    const now = () => clock.now();
    const place = { account: "111122223333", region: "us-east-1", partition: "aws" };
    const log = new Log(now);
    const findings = new Findings(log);
    const faults = new Faults(now);
    return {
        place,
        clock,
        random: seededRandom(1),
        log,
        findings,
        metrics: new Metrics(now),
        access: new Access(place, now, [], { findings, faults }),
        roles: new Map(),
        faults,
        receivers: new Receivers(place.account),
    };
}
