import type { ClockState } from "../protocol";
import { Choice } from "./fields";
import { attempt, post } from "./store";

const SPEEDS = [1, 10, 100, 1000, 10_000];

const act = (body: object) => attempt(() => post("/api/clock", body));

/** The virtual time, in UTC. */
export const timeText = (ms: number) => new Date(ms).toISOString().replace("T", " ").slice(0, 19);

/** The clock of the local AWS: it stands still until someone starts it. */
export function ClockBar({ clock }: { clock: ClockState }) {
    const { nowMs, running, speed, pending } = clock;
    return (
        <div class="clock" role="group" aria-label="Virtual clock">
            <time dateTime={new Date(nowMs).toISOString()}>{timeText(nowMs)} UTC</time>
            <button type="button" onClick={() => act({ act: running ? "pause" : "start" })}>
                {running ? "Pause" : "Start"}
            </button>
            <button type="button" onClick={() => act({ act: "step" })} title="Pause, and move to the next instant at which something happens">
                Step
            </button>
            <button type="button" onClick={() => act({ act: "settle" })} title="Run at once until nothing is under way">
                To the end
            </button>
            <Choice
                label="Speed"
                value={String(speed)}
                options={SPEEDS.map((each) => [String(each), `× ${each.toLocaleString("en")}`] as const)}
                onChange={(value) => act({ act: "start", speed: Number(value) })}
            />
            <span class="dim">{pending === 0 ? "idle" : `${pending} under way`}</span>
        </div>
    );
}
