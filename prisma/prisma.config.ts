/**
 * Read by Prisma's command line only. It is a plain object because this folder is not a package from
 * which Prisma's own `defineConfig` could be imported.
 */
export default {
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost/formloom" },
};
