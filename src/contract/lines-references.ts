import type { CallTarget } from './call-target.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { NamedCalendar, Route } from './route-settings.ts';

interface Named {
  readonly name: string;
}

/** The parts of a lines document that name one another. */
export interface ReferringLines {
  readonly trunks: readonly (Named & { readonly proxy?: string; readonly moreAddresses?: readonly string[] })[];
  readonly seats: readonly (Named & {
    readonly extension?: string | undefined;
    readonly address?: string | undefined;
  })[];
  readonly extensions: readonly Named[];
  readonly ivrs?: readonly Named[];
  readonly calendars: readonly NamedCalendar[];
  readonly queues: readonly QueueSettings[];
  readonly conferences?: readonly Named[];
  readonly routes: readonly Route[];
}

export interface ReferenceProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Names that stand for nothing, and routes that no call can come to. */
export function brokenReferences(lines: ReferringLines): ReferenceProblem[] {
  return [
    ...seatProblems(lines),
    ...seatsAtTrunks(lines),
    ...lines.queues.flatMap((queue, index) => queueProblems(lines, queue, ['queues', index])),
    ...lines.routes.flatMap((route, index) => routeProblems(lines, route, ['routes', index])),
    ...unreachableRoutes(lines.routes),
  ];
}

type Path = ReferenceProblem['path'];

/** A telephone is one agent's: who signs in there is known by it. */
function seatProblems({ seats, extensions }: ReferringLines): ReferenceProblem[] {
  return seats.flatMap(({ name, extension }, index) => {
    if (extension === undefined) return [];
    const path = ['seats', index, 'extension'];
    const before = seats.slice(0, index).find((seat) => seat.extension === extension);
    const twice = before && {
      path,
      message: `seat '${name}' sits at extension '${extension}', as seat '${before.name}' does`,
    };
    return [...missing(extensions, extension, path, `seat '${name}' sits at extension`), ...(twice ? [twice] : [])];
  });
}

/** `host:port` of a SIP URI or of a trunk's address, as written. */
function placeOf(text: string): string {
  const [, host = '', port = '5060'] = /^(?:sips?:(?:[^@]*@)?)?(\[[^\]]+\]|[^:;?]+)(?::(\d+))?/i.exec(text) ?? [];
  return `${host.toLowerCase()}:${port}`;
}

/** What is sent to a trunk calls a number: an agent's telephone cannot be there. */
function seatsAtTrunks({ seats, trunks }: ReferringLines): ReferenceProblem[] {
  return seats.flatMap(({ name, address }, index) => {
    const trunk = trunks.find(({ proxy, moreAddresses = [] }) =>
      [proxy, ...moreAddresses].some(
        (at) => at !== undefined && address !== undefined && placeOf(at) === placeOf(address),
      ),
    );
    const message = `seat '${name}' has the address of trunk '${trunk?.name}': wanted that of a telephone`;
    return trunk ? [{ path: ['seats', index, 'address'], message }] : [];
  });
}

function queueProblems(lines: ReferringLines, queue: QueueSettings, path: Path): ReferenceProblem[] {
  const who = `queue '${queue.name}'`;
  return [
    ...queue.seats.flatMap((seat, index) =>
      missing(lines.seats, seat, [...path, 'seats', index], `${who} is served by seat`),
    ),
    ...queue.overflow.flatMap(({ to }, index) =>
      targetProblems(lines, to, [...path, 'overflow', index, 'to'], `${who} overflows to`),
    ),
  ];
}

function routeProblems(lines: ReferringLines, route: Route, path: Path): ReferenceProblem[] {
  const who = `route '${route.name}'`;
  const sources = [...lines.trunks, { name: 'extension' }];
  return [
    ...route.from.flatMap((from, index) =>
      missing(sources, from, [...path, 'from', index], `${who} is for calls by trunk`),
    ),
    ...(route.when
      ? missing(lines.calendars, route.when.calendar, [...path, 'when', 'calendar'], `${who} asks calendar`)
      : []),
    ...targetProblems(lines, route.to, [...path, 'to'], `${who} leads to`),
  ];
}

function targetProblems(lines: ReferringLines, to: CallTarget, path: Path, said: string): ReferenceProblem[] {
  switch (to.kind) {
    case 'extension':
      return missing(lines.extensions, to.extension, [...path, 'extension'], `${said} extension`);
    case 'ring-group':
      return to.extensions.flatMap((extension, index) =>
        missing(lines.extensions, extension, [...path, 'extensions', index], `${said} extension`),
      );
    case 'voicemail':
      return missing(lines.extensions, to.box, [...path, 'box'], `${said} the voicemail of extension`);
    case 'queue':
      return missing(lines.queues, to.queue, [...path, 'queue'], `${said} queue`);
    case 'ivr':
      return missing(lines.ivrs ?? [], to.ivr, [...path, 'ivr'], `${said} ivr`);
    case 'outside':
      return to.trunk === undefined ? [] : missing(lines.trunks, to.trunk, [...path, 'trunk'], `${said} trunk`);
    case 'conference':
      return missing(lines.conferences ?? [], to.room, [...path, 'room'], `${said} conference`);
    case 'robot':
    case 'reject':
      return [];
  }
}

function missing(known: readonly Named[], name: string, path: Path, said: string): ReferenceProblem[] {
  if (known.some((one) => one.name === name)) return [];
  return [{ path, message: `${said} '${name}', which does not exist` }];
}

function unreachableRoutes(routes: readonly Route[]): ReferenceProblem[] {
  const all = routes.findIndex(
    ({ dialed, caller, from, when }) => dialed.length === 0 && caller.length === 0 && from.length === 0 && !when,
  );
  const taker = routes[all];
  if (!taker) return [];
  return routes.slice(all + 1).map(({ name }, index) => ({
    path: ['routes', all + 1 + index, 'name'],
    message: `no call comes to route '${name}': route '${taker.name}' before it takes every call`,
  }));
}
