import { type AlarmState, alarmsOfRule, evaluateAlarmRule } from "../../../models/alarms";
import type { Alarm } from "./watched";

/** The alarm with a name or an ARN. */
type Find = (nameOrArn: string) => Alarm | undefined;

/** The problem of the rule of the last alarm on a path of composites: it names one that is not there, or comes back to one on the path. */
export function ruleProblem(find: Find, path: readonly string[]): string | undefined {
    const { composite } = find(path.at(-1)!)!;
    for (const child of composite === undefined ? [] : alarmsOfRule(composite.rule)) {
        const name = find(child)?.name;
        const problem =
            name === undefined
                ? `its rule names "${child}", and there is no such alarm`
                : path.includes(name)
                  ? `its rule comes back to "${name}"; alarms that depend on each other are not modelled`
                  : ruleProblem(find, [...path, name]);
        if (problem !== undefined) {
            return problem;
        }
    }
    return undefined;
}

export function stateOfRule(find: Find, { composite }: Alarm): AlarmState {
    return evaluateAlarmRule(composite!.rule, (name) => find(name)?.state ?? "INSUFFICIENT_DATA") ? "ALARM" : "OK";
}

/** The metric alarms behind an alarm: itself, or those that its rule names, directly or through other composites. */
export function behind(find: Find, name: string): Alarm[] {
    const alarm = find(name);
    if (alarm?.composite === undefined) {
        return alarm === undefined ? [] : [alarm];
    }
    return alarmsOfRule(alarm.composite.rule).flatMap((child) => behind(find, child));
}
