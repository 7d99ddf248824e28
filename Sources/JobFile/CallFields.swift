import Model
import Yams

/// A program to be called: `command`, an argument list, and `timeout`.
enum CallFields {
    /// - Parameters:
    ///   - isAboutTarget: whether the arguments may name a target.
    ///   - others: fields of the same mapping that are read elsewhere.
    static func read(
        _ field: Field, isAboutTarget: Bool = true, timeLimit: Duration = ProgramCall.defaultTimeLimit,
        beside others: [String] = []
    ) throws -> ProgramCall {
        let fields = try field.mapping(known: ["command", "timeout"] + others)
        let command = try PlanFields.required(fields["command"], "command", in: field)
        if command.node.scalar != nil {
            throw command.wrong(
                "this must be a list of arguments; no shell reads it", fix: "write [program, argument, …]")
        }
        let arguments = try command.list().map { item in
            let text = try item.text()
            let argument = try item.placed { try TargetText(text) }
            guard isAboutTarget || !argument.isPerTarget else {
                throw item.wrong(
                    "this call is about no target", fix: "leave the reference out; it reads the run on its input")
            }
            return argument
        }
        guard arguments.first?.isEmpty == false else {
            throw command.wrong("the program has no name", fix: "write its path or name first")
        }
        return ProgramCall(
            arguments: arguments, timeLimit: try fields["timeout"]?.duration() ?? timeLimit)
    }
}
