/**
 * ONNX files of a few operators, written as protocol buffers by hand: models of a few hundred bytes that ONNX Runtime
 * runs, so that native engines are tested without a download. Field numbers: github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
export type OnnxNumber = 'float' | 'int32' | 'int64';

export interface OnnxTensor {
  readonly type: OnnxNumber;
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

export interface OnnxPort {
  readonly name: string;
  readonly type: OnnxNumber;
  /** A string is a size known only when it runs. */
  readonly dims: readonly (number | string)[];
}

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly integers?: Readonly<Record<string, number>>;
}

export interface OnnxGraph {
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly constants: Readonly<Record<string, OnnxTensor>>;
  readonly nodes: readonly OnnxNode[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** As `onnx.proto` numbers them. */
const numberTypes = { float: 1, int32: 6, int64: 7 } as const;
const integerAttribute = 2;
const irVersion = 8;
const operatorSet = 13;

export const float = (dims: readonly number[], values: readonly number[]): OnnxTensor => ({
  type: 'float',
  dims,
  values,
});
export const int64 = (dims: readonly number[], values: readonly number[]): OnnxTensor => ({
  type: 'int64',
  dims,
  values,
});
export const castTo = (type: OnnxNumber): Readonly<Record<string, number>> => ({ to: numberTypes[type] });

/** The bytes of a model file. */
export function onnxFile(graph: OnnxGraph): Buffer {
  const body = [
    ...graph.nodes.map((one) => field(1, nodeBytes(one))),
    field(2, 'graph'),
    ...Object.entries(graph.constants).map(([name, tensor]) => field(5, tensorBytes(name, tensor))),
    ...graph.inputs.map((port) => field(11, portBytes(port))),
    ...graph.outputs.map((port) => field(12, portBytes(port))),
  ];
  const metadata = Object.entries(graph.metadata).map(([key, value]) =>
    field(14, Buffer.concat([field(1, key), field(2, value)])),
  );
  const operators = field(8, Buffer.concat([field(1, ''), integer(2, operatorSet)]));
  return Buffer.concat([integer(1, irVersion), field(7, Buffer.concat(body)), operators, ...metadata]);
}

function nodeBytes({ operator, inputs, output, integers = {} }: OnnxNode): Buffer {
  const attributes = Object.entries(integers).map(([name, value]) =>
    field(5, Buffer.concat([field(1, name), integer(3, value), integer(20, integerAttribute)])),
  );
  return Buffer.concat([...inputs.map((name) => field(1, name)), field(2, output), field(4, operator), ...attributes]);
}

function tensorBytes(name: string, { type, dims, values }: OnnxTensor): Buffer {
  const size = type === 'int64' ? 8 : 4;
  const raw = Buffer.alloc(values.length * size);
  for (const [index, value] of values.entries()) {
    if (type === 'float') raw.writeFloatLE(value, index * size);
    else if (type === 'int32') raw.writeInt32LE(value, index * size);
    else raw.writeBigInt64LE(BigInt(value), index * size);
  }
  const sizes = dims.map((dim) => integer(1, dim));
  return Buffer.concat([...sizes, integer(2, numberTypes[type]), field(8, name), field(9, raw)]);
}

function portBytes({ name, type, dims }: OnnxPort): Buffer {
  const shape = dims.map((dim) => field(1, typeof dim === 'number' ? integer(1, dim) : field(2, dim)));
  const tensor = Buffer.concat([integer(1, numberTypes[type]), field(2, Buffer.concat(shape))]);
  return Buffer.concat([field(1, name), field(2, field(1, tensor))]);
}

function field(number: number, bytes: Buffer | string): Buffer {
  const content = Buffer.from(bytes);
  return Buffer.concat([varint((number << 3) | 2), varint(content.length), content]);
}

function integer(number: number, value: number): Buffer {
  return Buffer.concat([varint(number << 3), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
