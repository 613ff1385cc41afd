// Claims and figures in one row each, as typed columns: what the filters run over at every step.
import type { Graph } from "./graph";

export interface Statements {
  document: Uint32Array;
  property: Uint16Array; // figures: one row behind the properties
  subject: Uint32Array; // of a figure: what it is about, as its object
  object: Uint32Array;
  confidence: Uint8Array; // hundredths
}

export const statements = (graph: Graph): Statements => {
  const { claims, figures, properties } = graph.core;
  const laid = <T extends Uint8Array | Uint16Array | Uint32Array>(column: T, first: number[], then: number[]): T => {
    column.set(first);
    column.set(then, graph.relations);
    return column;
  };
  const property = new Uint16Array(graph.statements).fill(properties.length);
  property.set(claims.property);
  return {
    document: laid(new Uint32Array(graph.statements), claims.document, figures.document),
    property,
    subject: laid(new Uint32Array(graph.statements), claims.subject, figures.about),
    object: laid(new Uint32Array(graph.statements), claims.object, figures.about),
    confidence: laid(new Uint8Array(graph.statements), claims.confidence, figures.confidence),
  };
};
