import Model
import Yams

/// A program that a plan calls: `command`, a list of arguments, and `timeout`.
enum CallFields {
    /// - Parameters:
    ///   - isAboutTarget: whether the arguments may refer to a target.
    ///   - others: fields of the same mapping that are read elsewhere.
    static func read(
        _ field: Field, isAboutTarget: Bool = true, timeLimit: Duration = ProgramCall.defaultTimeLimit,
        beside others: [String] = []
    ) throws -> ProgramCall {
        let fields = try field.mapping(known: ["command", "timeout"] + others)
        let command = try PlanFields.required(fields["command"], "command", in: field)
        if command.node.scalar != nil {
            throw command.wrong(
                "this must be a list of arguments, because no shell is used", fix: "write [program, argument, …]")
        }
        let arguments = try command.list().map { item in
            let text = try item.text()
            let argument = try item.placed { try TargetText(text) }
            guard isAboutTarget || !argument.isPerTarget else {
                throw item.wrong(
                    "this program runs for no single target",
                    fix: "leave the reference out; the program gets the run on its standard input")
            }
            return argument
        }
        guard arguments.first?.isEmpty == false else {
            throw command.wrong("the program is missing", fix: "write its path or name as the first argument")
        }
        return ProgramCall(
            arguments: arguments, timeLimit: try fields["timeout"]?.duration() ?? timeLimit)
    }
}
