/// Programs that run before and after an item's PUT. Each may run again with the same values, so it must be idempotent.
package struct Steps: Sendable, Equatable {
    /// Before the PUT.
    package let set: ProgramCall?
    /// After it.
    package let verify: ProgramCall?

    package init(set: ProgramCall?, verify: ProgramCall?) {
        self.set = set
        self.verify = verify
    }

    package var calls: [ProgramCall] { [set, verify].compactMap { $0 } }
}
