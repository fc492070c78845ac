const { PolicyPack } = require("@pulumi/policy");

// The floor: a compiled pack with one policy that looks at nothing.
new PolicyPack("empty", {
    policies: [{ name: "nothing", description: "Nothing.", enforcementLevel: "mandatory", validateStack: () => {} }],
});
