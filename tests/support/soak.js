// Required by `npm run test:soak`, where property tests run more often. SOAK=0.1 makes the soak a tenth as long.
process.env.SOAK ??= "1";
