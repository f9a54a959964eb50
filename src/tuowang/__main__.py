"""`python -m tuowang` is `tuowang`."""

from tuowang.faces.cli import main

if __name__ == "__main__":
    main()
