/** What arguments are that are left out, where it is a number. The documentation of each argument names it; a test holds the two together. */
export const DEFAULTS = {
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    logRetentionDays: 30,
    handlerRetries: 2,
    maximumEventAgeSeconds: 3600,
    deliveryRetries: 185,
    retentionDays: 14,
    everyMinutes: 15,
    messagesPerMinute: 10,
} as const;

type Numbers = { readonly [Argument in keyof typeof DEFAULTS]?: number };

/** The value of each argument, or its default. */
export function withDefaults(args: Numbers): { readonly [Argument in keyof typeof DEFAULTS]: number } {
    const given = Object.entries(args).filter(([argument, value]) => value !== undefined && argument in DEFAULTS);
    return { ...DEFAULTS, ...Object.fromEntries(given) };
}
