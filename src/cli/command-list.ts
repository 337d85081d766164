import type { Command } from 'commander';
import type { Call } from './io.js';

/** Commands by name: what the help says of each, and where it is. */
export type CommandList = Readonly<Record<string, CommandEntry>>;

interface CommandEntry {
  /** The arguments that it takes, after `[options]` where it has some. */
  readonly usage: string;
  readonly summary: string;
  /** Imports its file, when it is called. */
  readonly load: () => Promise<CommandFile | CommandGroup>;
}

/** What the file of a command exports. */
export interface CommandFile {
  /** Describes it, with arguments, options and examples. */
  readonly configure: (command: Command) => void;
  /** @returns the exit code */
  readonly action: (call: Call, ...args: never[]) => Promise<number>;
}

/** A command that is only the name before others. */
interface CommandGroup {
  readonly configure: (command: Command) => void;
  readonly commands: CommandList;
}

/**
 * Gives a command its subcommands, of which only the one that is called is imported.
 * @param act calls the action of that one
 */
export function addCommands(
  parent: Command,
  list: CommandList,
  act: (action: CommandFile['action'], args: never[]) => Promise<void>,
): void {
  const usageOf = (name: string) => (name in list ? list[name].usage : '[command]'); // of help
  parent.configureHelp({
    ...parent.configureHelp(),
    subcommandTerm: (command) => `${command.name()} ${usageOf(command.name())}`.trimEnd(),
  });
  for (const [name, { summary }] of Object.entries(list)) parent.command(name).summary(summary);
  parent.hook('preSubcommand', async (_, command) => {
    const file = await list[command.name()].load();
    file.configure(command);
    if ('commands' in file) addCommands(command, file.commands, act);
    else command.action((...args: unknown[]) => act(file.action, args as never[]));
  });
}
