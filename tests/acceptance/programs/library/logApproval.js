/** A handler of a program. In JavaScript, because compilers differ in the spaces that they leave in the text of a closure. */
exports.logApproval = {
    callbackFactory: () => async (event) => {
        console.log(`${event.detail.ModelPackageArn} is ${event.detail.ModelApprovalStatus}`);
        return { outcome: "handled" };
    },
    actions: [],
    environment: [],
};
