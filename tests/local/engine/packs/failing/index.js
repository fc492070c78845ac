const { PolicyPack } = require("@pulumi/policy");

// Two of these policies have a mistake; the others must still decide.
new PolicyPack("failing", {
    policies: [
        {
            name: "reads-deep",
            description: "Reads a property of nothing.",
            severity: "low",
            validateResource: (args) => args.props.missing.deeper,
        },
        {
            name: "healthy-resource",
            description: "Reports every queue.",
            enforcementLevel: "mandatory",
            validateResource: (args, report) => {
                if (args.type === "aws:sqs/queue:Queue") {
                    report("A queue.");
                }
            },
        },
        {
            name: "rejects",
            description: "Rejects.",
            validateStack: async () => {
                throw new Error(`cannot reach ${"the registry"}`);
            },
        },
        {
            name: "healthy-stack",
            description: "Reports the stack.",
            enforcementLevel: "remediate",
            validateStack: ({ resources }, report) => report(`${resources.length} resources.`),
        },
    ],
});
