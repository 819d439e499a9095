/** Messages to bytes and back, driven by the field tables of `messages.ts`. Fields that no table names are skipped. */
import { GraphError } from '../graph/graph-error.ts';
import { MODEL, TENSOR, type FieldSchema, type MessageSchema, type ModelProto, type TensorProto } from './messages.ts';
import { WireReader, type WireType } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

type Message = Record<string, unknown>;

/** Byte fields are views into `bytes`. */
export function decodeModel(bytes: Uint8Array): ModelProto {
  // `decode` builds exactly the record that the table describes, and the table has one row for every field of ModelProto.
  return decode(MODEL, bytes) as unknown as ModelProto;
}

export function encodeModel(model: ModelProto): Uint8Array {
  return encode(MODEL, { ...model }).finish();
}

/** Some fields of a tensor, as they stand in its message. */
export function encodeTensorFields(fields: Partial<TensorProto>): Uint8Array {
  return encode(TENSOR, fields).finish();
}

type NamedField = readonly [name: string, field: FieldSchema];
const tables = new WeakMap<MessageSchema, ReadonlyMap<number, NamedField>>();

/** Rows by field number, made once a schema. */
function tableOf(schema: MessageSchema): ReadonlyMap<number, NamedField> {
  let table = tables.get(schema);
  if (table === undefined) {
    table = new Map(Object.entries(schema).map((entry) => [entry[1].id, entry]));
    tables.set(schema, table);
  }
  return table;
}

/** As Protocol Buffers' own readers: deeper than any model, and no deeper than the call stack. */
const MAX_DEPTH = 100;

function decode(schema: MessageSchema, bytes: Uint8Array, depth = 0): Message {
  if (depth > MAX_DEPTH)
    throw new GraphError('graph/malformed', `messages lie ${depth} deep in one another`, { depth });
  const message: Message = {};
  for (const [name, field] of Object.entries(schema)) if (field.repeated) message[name] = [];
  const table = tableOf(schema);
  const reader = new WireReader(bytes);
  while (!reader.isAtEnd) {
    const { id, wire } = reader.tag();
    const row = table.get(id);
    if (row === undefined) {
      reader.skip(wire);
      continue;
    }
    const [name, field] = row;
    if (!field.repeated) message[name] = readValue(field, wire, reader, depth);
    // Numbers of a repeated field come packed in one chunk or one by one.
    else if (wire === 2 && isNumeric(field)) readPacked(field, reader.chunk(), message[name] as number[]);
    else (message[name] as unknown[]).push(readValue(field, wire, reader, depth));
  }
  return message;
}

function readValue(field: FieldSchema, wire: WireType, reader: WireReader, depth: number): unknown {
  const { type } = field;
  if (wire !== wireOf(field)) {
    throw new GraphError('graph/malformed', `field ${field.id} has wire type ${wire}`, { field: field.id });
  }
  if (type === 'int') return reader.varint();
  if (type === 'float') return reader.float();
  if (type === 'double') return reader.double();
  if (type === 'string') return reader.string();
  if (type === 'bytes') return reader.chunk();
  return decode(type(), reader.chunk(), depth + 1);
}

function readPacked(field: FieldSchema, chunk: Uint8Array, into: number[]): void {
  const reader = new WireReader(chunk);
  while (!reader.isAtEnd) {
    into.push(field.type === 'int' ? reader.varint() : field.type === 'float' ? reader.float() : reader.double());
  }
}

function encode(schema: MessageSchema, message: Message): WireWriter {
  const writer = new WireWriter();
  for (const [name, field] of Object.entries(schema)) {
    const value = message[name];
    if (value === undefined) continue;
    if (!field.repeated) writeField(writer, field, value);
    else if (isNumeric(field)) writePacked(writer, field, value as readonly number[]);
    else for (const item of value as readonly unknown[]) writeField(writer, field, item);
  }
  return writer;
}

function writeField(writer: WireWriter, field: FieldSchema, value: unknown): void {
  const { type } = field;
  writer.tag(field.id, wireOf(field));
  if (type === 'string') writer.string(value as string);
  else if (type === 'bytes') writer.chunk(value as Uint8Array);
  else if (typeof type === 'function') writer.message(encode(type(), value as Message));
  else writeNumber(writer, field, value as number);
}

function writePacked(writer: WireWriter, field: FieldSchema, values: readonly number[]): void {
  if (values.length === 0) return;
  const inner = new WireWriter();
  for (const value of values) writeNumber(inner, field, value);
  writer.tag(field.id, 2);
  writer.message(inner);
}

function writeNumber(writer: WireWriter, field: FieldSchema, value: number): void {
  if (field.type === 'int') writer.varint(value);
  else if (field.type === 'float') writer.float(value);
  else writer.double(value);
}

function isNumeric(field: FieldSchema): boolean {
  return field.type === 'int' || field.type === 'float' || field.type === 'double';
}

function wireOf(field: FieldSchema): WireType {
  if (field.type === 'int') return 0;
  if (field.type === 'float') return 5;
  return field.type === 'double' ? 1 : 2;
}
