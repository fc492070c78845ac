const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const DAY_MS = 86_400_000;
const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const DAYS = "SUN MON TUE WED THU FRI SAT".split(" ");

function invalid(expression: string, why: string): Error {
    return new Error(`Parameter ScheduleExpression is not valid: ${why}, got "${expression}"`);
}

/** What a cron field can hold: numbers of a range, or names that stand for numbers from `low` on. */
interface Field {
    readonly text: string;
    readonly low: number;
    readonly high: number;
    readonly names?: readonly string[];
}

/** Whether a value is in a cron field: `*`, `?`, numbers, names, lists, ranges and steps. */
function fieldTest(expression: string, { text, low, high, names = [] }: Field): (value: number) => boolean {
    const number = (word: string): number => {
        const value = names.includes(word.toUpperCase()) ? names.indexOf(word.toUpperCase()) + low : /^\d+$/.test(word) ? Number(word) : Number.NaN;
        if (!(value >= low && value <= high)) {
            throw invalid(expression, `"${text}" must have values from ${low} to ${high} (L, W and # are not modelled)`);
        }
        return value;
    };
    const parts = text.split(",").map((part) => {
        const [range = "", step = "1"] = part.split("/");
        const [from = "", to] = range === "*" || range === "?" ? [String(low), String(high)] : range.split("-");
        const first = number(from);
        const last = to === undefined ? (part.includes("/") ? high : first) : number(to);
        if (!/^[1-9]\d*$/.test(step)) {
            throw invalid(expression, `the step in "${text}" must be a whole number from 1`);
        }
        return (value: number) => value >= first && value <= last && (value - first) % Number(step) === 0;
    });
    return (value) => parts.some((matches) => matches(value));
}

function nextCron(expression: string, fields: string[], afterMs: number): number | undefined {
    const [minutes = "", hours = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = fields;
    if (fields.length !== 6 || (dayOfMonth === "?") === (dayOfWeek === "?")) {
        throw invalid(expression, "cron must have six fields (UTC), with ? as either the day of the month or the day of the week");
    }
    const isMinute = fieldTest(expression, { text: minutes, low: 0, high: 59 });
    const isHour = fieldTest(expression, { text: hours, low: 0, high: 23 });
    const isDate = fieldTest(expression, { text: dayOfMonth, low: 1, high: 31 });
    const isMonth = fieldTest(expression, { text: month, low: 1, high: 12, names: MONTHS });
    const isWeekday = fieldTest(expression, { text: dayOfWeek, low: 1, high: 7, names: DAYS });
    const isYear = fieldTest(expression, { text: year, low: 1970, high: 2199 });
    const first = Math.floor(afterMs / UNIT_MS.minute! + 1) * UNIT_MS.minute!;
    // 29 February on a given weekday comes within 40 years.
    for (let day = Math.floor(first / DAY_MS) * DAY_MS; day < first + 40 * 366 * DAY_MS; day += DAY_MS) {
        const date = new Date(day);
        if (!isYear(date.getUTCFullYear()) || !isMonth(date.getUTCMonth() + 1) || !isDate(date.getUTCDate()) || !isWeekday(date.getUTCDay() + 1)) {
            continue;
        }
        for (let time = Math.max(day, first); time < day + DAY_MS; time += UNIT_MS.minute!) {
            const at = new Date(time);
            if (isHour(at.getUTCHours()) && isMinute(at.getUTCMinutes())) {
                return time;
            }
        }
    }
    return undefined;
}

/**
 * When a rule with a schedule runs next after a time: `rate(VALUE UNIT)` or `cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)`, in UTC.
 * A rate starts with the clock; AWS starts it when the rule is created.
 *
 * @returns Epoch milliseconds; undefined if it never runs again.
 * @throws Error for an expression that EventBridge refuses, or with L, W or #, which are not modelled.
 */
export function nextRun(expression: string, afterMs: number): number | undefined {
    const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
    if (rate !== null) {
        const [, count, unit, plural] = rate;
        if (Number(count) < 1 || (Number(count) === 1) !== (plural === "")) {
            throw invalid(expression, "rate must be a number from 1 and minute, hour or day for 1, minutes, hours or days for more");
        }
        return afterMs + Number(count) * UNIT_MS[unit!]!;
    }
    const cron = /^cron\((.*)\)$/.exec(expression);
    if (cron === null) {
        throw invalid(expression, "it must be rate(…) or cron(…)");
    }
    return nextCron(expression, cron[1]!.trim().split(/\s+/), afterMs);
}
