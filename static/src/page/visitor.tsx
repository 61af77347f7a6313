import "../style/tokens.css";
