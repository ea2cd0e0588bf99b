/** Each member of a union without `Keys`: `Omit` keeps of a union only what all its members share. */
export type EachWithout<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;
