const { PolicyPack } = require("@pulumi/policy");

const isQueue = (resource) => resource.type === "aws:sqs/queue:Queue";

new PolicyPack("rules", {
    enforcementLevel: "advisory",
    policies: [
        {
            name: "queue-retention",
            displayName: "Queue retention",
            description: "Queues keep messages long enough.",
            enforcementLevel: "mandatory",
            severity: "high",
            remediationSteps: "Set messageRetentionSeconds.",
            url: "https://example.com/queue-retention",
            tags: ["sqs"],
            configSchema: {
                properties: { days: { type: "integer", minimum: 1, maximum: 14, default: 7 }, except: { type: "array", items: { type: "string" } } },
                required: ["days"],
            },
            validateResource: (args, report) => {
                if (!isQueue(args)) {
                    args.notApplicable("not a queue");
                }
                const { days, except = [] } = args.getConfig();
                if (args.props.messageRetentionSeconds < days * 86400 && !except.includes(args.name)) {
                    report(`Keeps messages for ${args.props.messageRetentionSeconds} of ${days * 86400} seconds.`);
                }
            },
        },
        {
            name: "rule-has-target",
            description: "Every rule has a target.",
            severity: "critical",
            validateStack: ({ resources }, report) => {
                const targets = resources.filter((resource) => resource.type === "aws:cloudwatch/eventTarget:EventTarget");
                for (const rule of resources.filter((resource) => resource.type === "aws:cloudwatch/eventRule:EventRule")) {
                    if (!targets.some((target) => target.propertyDependencies.rule?.includes(rule))) {
                        report("This rule has no target.", rule.urn);
                    }
                }
            },
        },
        {
            name: "queue-url-is-https",
            description: "Queue URLs use https.",
            validateStack: ({ resources }, report) => {
                for (const queue of resources.filter(isQueue)) {
                    if (!queue.props.url.startsWith("https:")) {
                        report("Not https.", queue.urn);
                    }
                }
            },
        },
        {
            name: "stack-has-alarm",
            description: "The stack has an alarm.",
            enforcementLevel: "disabled",
            validateStack: ({ resources }, report) => {
                if (!resources.some((resource) => resource.type === "aws:cloudwatch/metricAlarm:MetricAlarm")) {
                    report("There is no alarm.");
                }
            },
        },
    ],
});
