import { main } from './run-terminal.ts';

process.exitCode = await main(process.argv, process.env);
