import ArgumentParser
import Model
import Rekey

/// `--confirm`, of the commands that continue a run.
struct ConfirmOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read values back in clear (`reveal`): unknown reads items in doubt before anything is sent, every also reads "
                + "after each write, off never reads. Overrides the plan.", valueName: "mode"))
    var confirm: ConfirmMode?

    func applied(to request: RunRequest) -> RunRequest {
        var request = request
        request.confirm = confirm
        return request
    }
}

extension ConfirmMode: ExpressibleByArgument {}
