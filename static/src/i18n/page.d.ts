declare module "*.json?page=visitor" {
  const texts: import("./texts.ts").Catalogue;
  export default texts;
}

declare module "*.json?page=counsellor" {
  const texts: import("./texts.ts").Catalogue;
  export default texts;
}

declare module "*.json?page=coordinator" {
  const texts: import("./texts.ts").Catalogue;
  export default texts;
}

declare module "*.json?page=meeting" {
  const texts: import("./texts.ts").Catalogue;
  export default texts;
}

declare module "*.json?page=hosting" {
  const texts: import("./texts.ts").Catalogue;
  export default texts;
}

declare module "*.json?page=booking" {
  const texts: import("./texts.ts").Catalogue;
  export default texts;
}

declare module "*.json?page=call" {
  const texts: import("./texts.ts").Catalogue;
  export default texts;
}

declare module "*.json?page=trial" {
  const texts: import("./texts.ts").Catalogue;
  export default texts;
}

declare module "*.json?page=nowhere" {
  const texts: import("./texts.ts").Catalogue;
  export default texts;
}
