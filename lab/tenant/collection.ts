import { resourceNotFound } from "./graph-error.ts";

/** An object of the tenant as Graph shows it: JSON with an id. */
export interface Entity {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** Objects of one type by id, in the order in which they were made. */
export class Collection implements Iterable<Entity> {
  /** Type name for `@odata.type`, without the leading `#`. */
  readonly type: string;
  readonly #entities = new Map<string, Entity>();

  constructor(type: string) {
    this.type = type;
  }

  /** The name by which error messages call the type: `User` for `microsoft.graph.user`. */
  get resource(): string {
    const name = this.type.slice(this.type.lastIndexOf(".") + 1);
    return name.charAt(0).toUpperCase() + name.slice(1);
  }

  find(id: string): Entity | undefined {
    return this.#entities.get(id.toLowerCase());
  }

  /** @throws {GraphError} 404 when there is no such object. */
  require(id: string): Entity {
    const entity = this.find(id);
    if (entity === undefined) throw resourceNotFound(id);
    return entity;
  }

  add(entity: Entity): Entity {
    this.#entities.set(entity.id.toLowerCase(), entity);
    return entity;
  }

  /** Replaces the named properties and keeps the others. */
  update(id: string, changes: Readonly<Record<string, unknown>>): Entity {
    const current = this.require(id);
    return this.add({ ...current, ...changes, id: current.id });
  }

  /** @throws {GraphError} 404 when there is no such object, so nothing is deleted twice. */
  remove(id: string): Entity {
    const entity = this.require(id);
    this.#entities.delete(id.toLowerCase());
    return entity;
  }

  where(matches: (entity: Entity) => boolean): Entity[] {
    return [...this].filter(matches);
  }

  [Symbol.iterator](): Iterator<Entity> {
    return this.#entities.values();
  }
}
